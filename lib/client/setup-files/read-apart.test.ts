import { afterEach, expect, test, vi } from 'vitest'
import type { FileReply, FileRequest } from './file-worker.ts'
import { readApart } from './read-apart.ts'
import { readFound } from './read-found.ts'

const EUI = 'b827ebfffea67a72'
const files = Array.from({ length: 250 }, (_, index) => ({
  path: `${(BigInt(`0x${EUI}`) + BigInt(index)).toString(16)}.key`,
  file: new File([`Authorization: token-${index}`], 'x.key'),
}))
const FOUND = { files, tooMany: false }

/** A worker of the test: `behave` gets what it is sent and what it answers with. */
function stubWorker(behave: (request: FileRequest, answer: (reply: FileReply) => void, fail: () => void) => void) {
  const ended = vi.fn()
  vi.stubGlobal(
    'Worker',
    class extends EventTarget {
      constructor() {
        super()
        queueMicrotask(() => this.dispatchEvent(new MessageEvent('message', { data: { kind: 'ready' } })))
      }
      postMessage(request: FileRequest) {
        const answer = (data: FileReply) => this.dispatchEvent(new MessageEvent('message', { data }))
        behave(request, answer, () => this.dispatchEvent(new Event('error')))
      }
      terminate() {
        ended()
      }
    },
  )
  return ended
}
afterEach(() => void vi.unstubAllGlobals())

test('what the worker reads comes back, with its progress, and the worker ends', async () => {
  const ended = stubWorker(({ found, category }, answer) => {
    answer({ kind: 'progress', progress: { done: 100, total: 250 } })
    void readFound(found, category).then((read) => answer({ kind: 'read', read }))
  })
  const onProgress = vi.fn()
  const { parts } = await readApart(FOUND, 'tc', { onProgress })
  expect(parts).toHaveLength(250)
  expect(onProgress.mock.calls).toEqual([[{ done: 100, total: 250 }]])
  expect(ended).toHaveBeenCalledOnce()
})

test('without workers, or where its script does not load, the page reads by itself', async () => {
  vi.stubGlobal('Worker', undefined)
  const onProgress = vi.fn()
  expect((await readApart(FOUND, 'tc', { onProgress })).parts).toHaveLength(250)
  expect(onProgress.mock.calls.at(-1)).toEqual([{ done: 250, total: 250 }])
  const ended = stubWorker((_request, _answer, fail) => fail())
  expect((await readApart(FOUND, 'tc')).parts).toHaveLength(250)
  expect(ended).toHaveBeenCalledOnce()
})

test('a worker that never says a word is one that did not start', async () => {
  vi.useFakeTimers()
  const ended = vi.fn()
  vi.stubGlobal(
    'Worker',
    class extends EventTarget {
      terminate = ended
    },
  )
  const reading = readApart(FOUND, 'tc')
  await vi.advanceTimersByTimeAsync(3_000)
  vi.useRealTimers()
  expect((await reading).parts).toHaveLength(250)
  expect(ended).toHaveBeenCalledOnce()
})

test('a fault of ours in the worker is told, not read over', async () => {
  stubWorker((_request, answer) => answer({ kind: 'failed', message: 'out of memory' }))
  await expect(readApart(FOUND, 'tc')).rejects.toThrow('out of memory')
})

test('stopped, the worker ends at once; the page stops with the next file', async () => {
  const stop = new AbortController()
  const ended = stubWorker(() => stop.abort())
  await expect(readApart(FOUND, 'tc', stop)).rejects.toMatchObject({ name: 'AbortError' })
  expect(ended).toHaveBeenCalledOnce()

  vi.stubGlobal('Worker', undefined)
  const again = new AbortController()
  const onProgress = vi.fn(() => again.abort())
  await expect(readApart(FOUND, 'tc', { signal: again.signal, onProgress })).rejects.toMatchObject({
    name: 'AbortError',
  })
  expect(onProgress).toHaveBeenCalledOnce()
  await expect(readApart(FOUND, 'tc', again)).rejects.toMatchObject({ name: 'AbortError' })
})
