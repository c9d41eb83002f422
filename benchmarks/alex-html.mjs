// Times alex's HTML mode on one draft: node alex-html.mjs FOLDER-WITH-ALEX DRAFT ROUNDS
// Prints the median milliseconds of a warm run and the number of messages.
import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {pathToFileURL} from 'node:url'
import path from 'node:path'

const [folder, draft, rounds] = process.argv.slice(2)
const require = createRequire(path.resolve(folder, 'package.json'))
const {html} = await import(pathToFileURL(require.resolve('alex')))
const text = readFileSync(draft, 'utf8')
const times = []
let messages = 0
for (let round = 0; round < Number(rounds) + 5; round++) {
  const began = performance.now()
  messages = html(text).messages.length
  if (round >= 5) times.push(performance.now() - began)
}
times.sort((a, b) => a - b)
console.log(times[Math.floor(times.length / 2)], messages)
