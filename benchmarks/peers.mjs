// Keeps a linter that runs in Node warm for peers.py: node peers.mjs FOLDER TOOL DRAFT
// Each line on standard input has the draft, HTML, checked once; the answer is a line with the number of findings.
import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {createInterface} from 'node:readline'
import {pathToFileURL} from 'node:url'
import path from 'node:path'

const [folder, tool, draft] = process.argv.slice(2)
const {resolve} = createRequire(path.resolve(folder, 'package.json'))
const load = name => import(pathToFileURL(resolve(name)))
// Older packages wrap what they export once more.
const plain = async name => {
  const {default: value} = await load(name)
  return value.default ?? value
}

const linters = {
  'write-good': async () => {
    const check = await plain('write-good')
    return text => check(text).length
  },
  alex: async () => {
    const {html} = await load('alex')
    return text => html(text).messages.length
  },
  textlint: async () => {
    const {createLinter} = await load('textlint')
    const {TextlintKernelDescriptor} = await load('@textlint/kernel')
    const descriptor = new TextlintKernelDescriptor({
      rules: [
        {ruleId: 'write-good', rule: await plain('textlint-rule-write-good')},
        {ruleId: 'alex', rule: await plain('textlint-rule-alex')},
      ],
      plugins: [{pluginId: 'html', plugin: await plain('textlint-plugin-html')}],
      filterRules: [],
    })
    const linter = createLinter({descriptor})
    return async text => (await linter.lintText(text, 'draft.html')).messages.length
  },
}

const check = await linters[tool]()
const text = readFileSync(draft, 'utf8')
for await (const _ of createInterface({input: process.stdin})) console.log(await check(text))
