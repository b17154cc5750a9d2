/** A Vitest reporter that names the tests that passed only at their second attempt, so that a retry hides nothing. */
import type { Reporter, TestCase, TestModule } from 'vitest/node'

export default class SecondAttempts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const flaky = modules.flatMap((module) => [...module.children.allTests()].filter(isFlaky).map(describe))
    if (flaky.length > 0) process.stdout.write(`   passed only at the second attempt:\n${flaky.join('\n')}\n`)
  }
}

const isFlaky = (test: TestCase) => test.diagnostic()?.flaky === true

const describe = (test: TestCase) => `   - ${test.module.relativeModuleId}: ${test.fullName}`
