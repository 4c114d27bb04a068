// SPDX-License-Identifier: GPL-3.0-or-later
// Bundles the page: node build.mjs FOLDER writes index.html and the files that
// it names, each with a hash of what is in it. The libraries are found by
// NODE_PATH.
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, 'dist');
const {build} = createRequire(import.meta.url)('esbuild');

/**
 * wavesurfer.js writes its style as an element into its shadow tree, which
 * the server's Content-Security-Policy forbids. As a constructed sheet the
 * same rules are allowed. A version that is written in another way fails here.
 */
const styleAsSheet = {
  name: 'style-as-sheet',
  setup(build) {
    build.onLoad({filter: /wavesurfer\.js\/dist\/renderer\.js$/},
        async ({path}) => {
      const text = await readFile(path, 'utf8');
      const style = /<style[^\n]*>\n([^<]*)<\/style>/;
      const end = 'return [div, shadow];';
      const rules = style.exec(text)?.[1];
      if (!rules || text.split(end).length !== 2)
        throw new Error(`${path}: its style is not found`);
      return {contents: text.replace(style, '').replace(end,
          `const sheet = new CSSStyleSheet();
          sheet.replaceSync(\`${rules}\`);
          shadow.adoptedStyleSheets = [sheet];
          ${end}`), loader: 'js'};
    });
  },
};

await rm(out, {recursive: true, force: true});
await mkdir(out, {recursive: true});
const {metafile} = await build({
  absWorkingDir: here,
  entryPoints: {app: 'page/app.js', style: 'style/style.css',
    icon: 'icon.svg'},
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome123', 'firefox120', 'safari17.5'],
  loader: {'.svg': 'copy'},
  entryNames: 'assets/[name]-[hash]',
  legalComments: 'none',
  nodePaths: (process.env.NODE_PATH ?? '').split(':').filter(Boolean),
  metafile: true,
  outdir: out,
  plugins: [styleAsSheet],
  logLevel: 'warning',
});

/** The built name of each entry point, by what index.html calls it. */
const names = new Map(Object.entries(metafile.outputs)
  .filter(([, output]) => output.entryPoint)
  .map(([path, output]) => [output.entryPoint,
    relative(out, join(here, path))]));
// What is only copied has no entry point in the figures.
for (const path of Object.keys(metafile.outputs))
  if (path.endsWith('.svg'))
    names.set('icon.svg', relative(out, join(here, path)));

let page = await readFile(join(here, 'index.html'), 'utf8');
for (const [source, name] of names) {
  if (!page.includes(`"${source}"`))
    throw new Error(`index.html does not name ${source}`);
  page = page.replaceAll(`"${source}"`, `"${name}"`);
}
await writeFile(join(out, 'index.html'), page);

// What is bundled is given on with its licence.
const licences = await Promise.all(['uplot', 'wavesurfer.js'].map((name) =>
  readFile(join(process.env.NODE_PATH ?? '', name, 'LICENSE'), 'utf8')
    .then((text) => `${name}\n\n${text}`)));
await writeFile(join(out, 'licences.txt'), licences.join('\n\n'));
