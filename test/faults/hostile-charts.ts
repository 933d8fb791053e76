/** Run by tests in a process that may make no code from text: draws charts whose every word wants to be something else. */
import { createChartRenderer } from '../../renderers/index.ts';
import { barsOf, trendOf } from '../unit/renderers/charts.ts';

/** Words that ask to be loaded, evaluated or drawn as markup; `url` is a server that counts its visitors. */
export function hostileWords(url: string): readonly string[] {
  return [
    `<image href="${url}"/>`,
    `</text><image xlink:href="file:///etc/hostname" width="9" height="9"/>`,
    `url(${url})`,
    `file:///etc/hostname`,
    `"+fetch('${url}')+"`,
    `{"signal":"data('${url}')"}`,
    `datum.constructor.constructor('return process')()`,
    `&xxe;<!ENTITY xxe SYSTEM "file:///etc/hostname">`,
    `<style>@import url(${url});</style>`,
  ];
}

async function draw(url: string): Promise<number> {
  const renderer = createChartRenderer();
  let bytes = 0;
  for (const title of hostileWords(url)) {
    const words = { title, subtitle: title, unit: title, pointsName: title, previousName: title };
    for (const chart of [trendOf(words), barsOf({ [title]: 3, other: 2 }, { title })]) {
      bytes += (await renderer.render(chart, 'light')).png.byteLength;
    }
  }
  await renderer.close();
  return bytes;
}

if (process.argv[1] === import.meta.filename) process.stdout.write(String(await draw(process.argv[2] ?? '')));
