import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPictures, guardedLookup, isPictureAddress, type Pictures } from '../../../core/instagram/pictures.ts';
import { isPublicAddress } from '../../../core/instagram/public-address.ts';
import type { Chart } from '../../../core/reports/report.ts';
import { SILENT } from '../../../bench/silent.ts';
import { openWorld } from '../../fakes/world.ts';

const PNG = [0x89, 0x50, 0x4e, 0x47];

describe('an address of a picture', () => {
  const origins = ['http://127.0.0.1:4010'];
  const good = [
    'https://scontent-ber1-1.cdninstagram.com/v/t51.29350-15/1.jpg?oh=1&oe=2',
    'https://scontent.xx.fbcdn.net/v/1.jpg',
    'http://127.0.0.1:4010/cdn/1.png?oh=1',
  ];
  for (const url of good)
    it(`may be called: ${url}`, () => {
      assert.ok(isPictureAddress(url, origins));
    });
  const bad = [
    'http://scontent.cdninstagram.com/1.jpg',
    'https://cdninstagram.com.evil.example/1.jpg',
    'https://evilcdninstagram.com/1.jpg',
    'https://scontent.cdninstagram.com:8443/1.jpg',
    'https://user:pass@scontent.cdninstagram.com/1.jpg',
    'https://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:4011/1.jpg',
    'http://user@127.0.0.1:4010/1.jpg',
    'file:///etc/hostname',
    'data:image/png;base64,AAAA',
    'no address',
    '',
  ];
  for (const url of bad)
    it(`is never called: ${url || '(empty)'}`, () => {
      assert.ok(!isPictureAddress(url, origins));
    });
});

describe('a public address', () => {
  for (const address of ['31.13.92.36', '157.240.1.1', '2a03:2880:f101:83:face:b00c::25de'])
    it(`is ${address}`, () => {
      assert.ok(isPublicAddress(address));
    });
  const inside = [
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.31.255.1', '192.168.1.1'],
    ...['198.18.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fc00::1', 'ff02::1'],
    ...['::ffff:127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', 'localhost', ''],
  ];
  for (const address of inside)
    it(`is not ${address || '(empty)'}`, () => {
      assert.ok(!isPublicAddress(address));
    });
});

describe('a picture of a post', () => {
  let server: Server;
  let pictures: Pictures;
  let origin: string;
  let calls: number;
  before(async () => {
    server = createServer((request, response) => {
      calls += 1;
      if (request.url === '/moved') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
      else if (request.url === '/page') response.end('<html>not a picture</html>');
      else if (request.url === '/svg') response.end('<svg xmlns="http://www.w3.org/2000/svg"/>');
      else if (request.url === '/large') response.end(Buffer.concat([Buffer.from(PNG), Buffer.alloc(9 * 1024 * 1024)]));
      else if (request.url === '/gone') response.writeHead(404).end(Buffer.from(PNG));
      else response.end(Buffer.from([...PNG, 1, 2, 3]));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    pictures = createPictures({ origins: () => [origin], logger: SILENT });
  });
  beforeEach(() => {
    calls = 0;
  });
  after(() => {
    pictures.close();
    server.close();
  });

  it('is read once and then comes from memory', async () => {
    assert.deepEqual([...((await pictures.read(`${origin}/one`)) ?? [])], [...PNG, 1, 2, 3]);
    await pictures.read(`${origin}/one`);
    assert.equal(calls, 1);
  });

  for (const path of ['moved', 'page', 'svg', 'large', 'gone']) {
    it(`is left out, and nothing rejects: /${path}`, async () => {
      assert.equal(await pictures.read(`${origin}/${path}`), undefined);
      assert.equal(calls, 1);
    });
  }
});

describe('the look-up of a picture host', () => {
  const answer = (addresses: readonly string[], all: boolean): Promise<readonly string[] | string> =>
    new Promise((resolve) => {
      const found = addresses.map((address): LookupAddress => ({ address, family: 4 }));
      guardedLookup(() => Promise.resolve(found))('scontent.cdninstagram.com', { all }, (error, result) => {
        if (error !== null) resolve(error.message);
        else resolve(typeof result === 'string' ? [result] : result.map(({ address }) => address));
      });
    });

  for (const all of [true, false]) {
    it(`hands over public addresses${all ? '' : ', the first where one is wanted'}`, async () => {
      const both = ['31.13.92.36', '157.240.1.1'];
      assert.deepEqual(await answer(both, all), all ? both : both.slice(0, 1));
    });

    for (const addresses of [['127.0.0.1'], ['31.13.92.36', '10.0.0.1'], []]) {
      it(`refuses ${addresses.join(' and ') || 'a name without any'} (all: ${String(all)})`, async () => {
        assert.match(String(await answer(addresses, all)), /private network/u);
      });
    }
  }
});

describe('/ig posts with pictures', () => {
  it('has them before the names of the best posts, where Instagram gives any', async () => {
    const drawn: Chart[] = [];
    const renderer = {
      render: (chart: Chart) => {
        drawn.push(chart);
        return Promise.resolve({ png: Uint8Array.from(PNG), width: 1600, height: 800 });
      },
    };
    const world = await openWorld({ renderer });
    try {
      assert.equal((await world.ask('posts top by reach 28d @northpine.coffee')).status, 'answered');
      const bars = drawn.flatMap((chart) => (chart.kind === 'bars' ? chart.bars : []));
      const images = bars.flatMap(({ image }) => (image === undefined ? [] : [image]));
      assert.ok(images.length > 0);
      for (const image of images) assert.deepEqual([...image.subarray(0, 4)], PNG);
    } finally {
      await world.close();
    }
  });
});
