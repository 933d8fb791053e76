/**
 * What the header of a post export names, as data. The English names stand in real exports of 2025 and 2026; those of other
 * languages are the words Meta's pages use for the same things. A column nobody knows is left out, and that is said.
 */

/** Facts of a post. */
export type PostField =
  'id' | 'accountId' | 'username' | 'caption' | 'published' | 'permalink' | 'type' | 'comment' | 'day';

const FIELDS: Readonly<Record<PostField, readonly string[]>> = {
  id: [
    'post id',
    'beitrags id',
    'identificador de la publicación',
    'identificação do post',
    'id de la publication',
    'id del post',
    'bericht id',
  ],
  accountId: [
    'account id',
    'konto id',
    'identificador de la cuenta',
    'identificação da conta',
    'id du compte',
    'id account',
  ],
  username: [
    'account username',
    'benutzername des kontos',
    'konto benutzername',
    'nombre de usuario de la cuenta',
    'nome de usuário da conta',
    'nom d utilisateur du compte',
    'nome utente dell account',
    'gebruikersnaam account',
  ],
  caption: ['description', 'beschreibung', 'descripción', 'descrição', 'descrizione', 'beschrijving'],
  published: [
    'publish time',
    'veröffentlichungszeit',
    'veröffentlichungszeitpunkt',
    'hora de publicación',
    'horário de publicação',
    'heure de publication',
    'ora di pubblicazione',
    'publicatietijd',
  ],
  permalink: ['permalink', 'enlace permanente', 'link permanente', 'lien permanent', 'permalien'],
  type: [
    'post type',
    'beitragsart',
    'beitragstyp',
    'tipo de publicación',
    'tipo de post',
    'type de publication',
    'tipo di post',
    'berichttype',
  ],
  comment: [
    'data comment',
    'datenkommentar',
    'comentario de datos',
    'comentário de dados',
    'commentaire sur les données',
    'commento sui dati',
  ],
  day: ['date', 'datum', 'fecha', 'data'],
};

/** By API name of the media metric. */
const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  views: ['views', 'aufrufe', 'visualizaciones', 'visualizações', 'vues', 'visualizzazioni', 'weergaven'],
  reach: ['reach', 'reichweite', 'alcance', 'couverture', 'copertura', 'bereik'],
  likes: ['likes', 'gefällt mir angaben', 'me gusta', 'curtidas', 'j aime', 'mi piace', 'vind ik leuks'],
  shares: [
    'shares',
    'geteilte inhalte',
    'veces que se ha compartido',
    'compartilhamentos',
    'partages',
    'condivisioni',
    'keer gedeeld',
  ],
  follows: ['follows', 'seguimientos', 'seguimentos'],
  comments: ['comments', 'kommentare', 'comentarios', 'comentários', 'commentaires', 'commenti', 'opmerkingen'],
  saved: [
    'saves',
    'gespeichert',
    'veces que se ha guardado',
    'salvamentos',
    'enregistrements',
    'salvataggi',
    'keer opgeslagen',
  ],
  replies: ['replies', 'antworten', 'respuestas', 'respostas', 'réponses', 'risposte'],
  profile_visits: ['profile visits'],
  link_clicks: ['link clicks'],
  impressions: ['impressions'],
};

/** Columns without a number of ours. */
const PASSED_OVER: readonly string[] = [
  'account name',
  'duration sec',
  'kontoname',
  'nombre de la cuenta',
  'nome da conta',
  'nom du compte',
];

function words(cell: string): string {
  return (
    cell
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  ).join(' ');
}

export interface PostColumns {
  /** Place of a fact in a row; -1: there is none. */
  readonly fields: Readonly<Record<PostField, number>>;
  readonly numbers: readonly { readonly apiName: string; readonly at: number; readonly title: string }[];
  /** Titles nobody knows. */
  readonly unknown: readonly string[];
}

/** Reads a header; undefined when it is not one of a post export. Case, punctuation and order do not matter. */
export function readPostColumns(header: readonly string[]): PostColumns | undefined {
  const names = header.map(words);
  const place = (titles: readonly string[] | undefined) => names.findIndex((name) => titles?.includes(name) === true);
  const fields = Object.fromEntries(Object.entries(FIELDS).map(([field, titles]) => [field, place(titles)])) as Record<
    PostField,
    number
  >;
  if (fields.id === -1 || fields.permalink === -1) return undefined;
  const numbers = Object.entries(NUMBERS).flatMap(([apiName, titles]) => {
    const at = place(titles);
    return at === -1 ? [] : [{ apiName, at, title: header[at] ?? apiName }];
  });
  const taken = new Set([...Object.values(fields), ...numbers.map(({ at }) => at)]);
  const unknown = header.filter(
    (_, at) => !taken.has(at) && names[at] !== '' && !PASSED_OVER.includes(names[at] ?? ''),
  );
  return { fields, numbers, unknown };
}

/** Words of the column of types, in the order they are looked for. */
const KIND_WORDS = [
  ['story', /stor(?:y|ies|ia|ie)|histori|récit/u],
  ['reel', /reel/u],
  ['album', /car+o[uú]?s+el|carrusel|carros+el|karussell|carosello|album/u],
  ['video', /v[ií]d[eé]o/u],
  ['image', /image|imag[eé]n|imagem|immagine|bild|afbeelding|foto|photo/u],
] as const;

/** The kind a type names ("IG reel", "IG carousel", "Carrusel de IG"); undefined for words nobody knows. */
export function kindOfType(type: string): (typeof KIND_WORDS)[number][0] | undefined {
  const name = type.normalize('NFC').toLowerCase();
  return KIND_WORDS.find(([, pattern]) => pattern.test(name))?.[0];
}
