/** The patches of installed packages, on a package of its own: applied once, wholly, and only where they fit. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const PATCH = ['first', 'second']
  .map(
    (name) =>
      `--- a/node_modules/@some/thing/${name}.js\n+++ b/node_modules/@some/thing/${name}.js\n@@ -1,2 +1,2 @@\n ${name}\n-old\n+new\n`,
  )
  .join('')
let root: string
let folder: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gatehouse-patches-'))
  folder = join(root, 'node_modules', '@some', 'thing')
  for (const path of ['scripts', 'patches', 'node_modules/@some/thing'])
    mkdirSync(join(root, path), { recursive: true })
  copyFileSync(join(import.meta.dirname, 'patch-packages.cjs'), join(root, 'scripts', 'patch-packages.cjs'))
  symlinkSync(join(import.meta.dirname, '..', 'node_modules', 'diff'), join(root, 'node_modules', 'diff'), 'junction')
  writeFileSync(join(root, 'patches', '@some+thing+1.2.3.patch'), PATCH)
  install()
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function install(version = '1.2.3', second = 'second\nold\n'): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }))
  writeFileSync(join(folder, 'first.js'), 'first\nold\n')
  writeFileSync(join(folder, 'second.js'), second)
}

const run = () => spawnSync(process.execPath, [join(root, 'scripts', 'patch-packages.cjs')], { encoding: 'utf8' })
const read = (name: string) => readFileSync(join(folder, `${name}.js`), 'utf8')
const isPatched = () =>
  spawnSync(process.execPath, ['-p', `require('./scripts/patch-packages.cjs').isPatched()`], {
    cwd: root,
    encoding: 'utf8',
  }).stdout.trim()

test('every file of the package is patched, once', () => {
  expect(isPatched()).toBe('false')
  for (let count = 0; count < 2; count += 1) {
    expect(run()).toMatchObject({ status: 0, stderr: '' })
    expect([read('first'), read('second')]).toEqual(['first\nnew\n', 'second\nnew\n'])
    expect(isPatched()).toBe('true')
  }
  rmSync(join(folder, '.patched'))
  expect(run().status).toBe(0)
  expect(read('first')).toBe('first\nnew\n')
})

test('a patch that changed is not applied yet', () => {
  run()
  writeFileSync(join(root, 'patches', '@some+thing+1.2.3.patch'), PATCH.replaceAll('+new', '+newer'))
  expect(isPatched()).toBe('false')
  expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining('does not fit') })
})

test('another version is refused, and nothing is changed', () => {
  install('1.2.4')
  expect(run()).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('is for another version than the installed @some/thing 1.2.4'),
  })
  expect(read('first')).toBe('first\nold\n')
})

test('a patch that fits one file and not the other changes neither', () => {
  install('1.2.3', 'second\nsomething else\n')
  expect(run()).toMatchObject({
    status: 1,
    stderr:
      'patches/@some+thing+1.2.3.patch does not fit node_modules/@some/thing/second.js as it is installed: run npm ci.\n',
  })
  expect(read('first')).toBe('first\nold\n')
  expect(isPatched()).toBe('false')
})
