/*
 * Applies patches/<package>+<version>.patch to the installed packages (docs/decisions/0112): npm runs it after each
 * install, and scripts/bootstrap.cjs where npm did not. A patch that does not fit ends the install.
 */
'use strict'

const { createHash } = require('node:crypto')
const { readdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

const ROOT = join(__dirname, '..')
/** Inside the patched package, so that it goes when npm writes the package anew. */
const MARK = '.patched'

function patches() {
  return readdirSync(join(ROOT, 'patches'))
    .filter((file) => file.endsWith('.patch'))
    .map((file) => {
      const at = file.lastIndexOf('+')
      const name = file.slice(0, at).replace('+', '/')
      const text = readFileSync(join(ROOT, 'patches', file), 'utf8')
      return {
        file: `patches/${file}`,
        name,
        version: file.slice(at + 1, -'.patch'.length),
        text,
        folder: join(ROOT, 'node_modules', name),
        digest: createHash('sha256').update(text).digest('hex'),
      }
    })
}

function hasMark(patch) {
  try {
    return readFileSync(join(patch.folder, MARK), 'utf8') === patch.digest
  } catch {
    return false
  }
}

/** Cheap: every start asks. */
function isPatched() {
  return patches().every(hasMark)
}

function patchPackages() {
  for (const patch of patches()) if (!hasMark(patch)) apply(patch)
}

/** All files of the package or none. */
function apply(patch) {
  const { applyPatch, parsePatch, reversePatch } = require('diff')
  const installed = JSON.parse(readFileSync(join(patch.folder, 'package.json'), 'utf8')).version
  if (installed !== patch.version) {
    throw new Error(
      `${patch.file} is for another version than the installed ${patch.name} ${installed}: make it anew, or remove it if it is no longer needed.`,
    )
  }
  const changed = parsePatch(patch.text).map((part) => {
    const path = join(ROOT, part.newFileName.replace(/^b\//, ''))
    const before = readFileSync(path, 'utf8')
    const after = applyPatch(before, part)
    if (after !== false) return { path, after }
    if (applyPatch(before, reversePatch(part)) !== false) return { path, after: before }
    throw new Error(`${patch.file} does not fit ${part.newFileName.slice(2)} as it is installed: run npm ci.`)
  })
  // Moved into place: the file may be shared with another checkout.
  for (const { path, after } of [...changed, { path: join(patch.folder, MARK), after: patch.digest }]) {
    writeFileSync(`${path}.new`, after)
    renameSync(`${path}.new`, path)
  }
}

module.exports = { isPatched, patchPackages }

if (require.main === module) {
  try {
    patchPackages()
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
