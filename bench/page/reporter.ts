/** Prints what a measurement says and what went wrong, and nothing about tests. */
export default class Reporter {
  onStdOut(text: string | Buffer): void {
    process.stdout.write(text);
  }

  onStdErr(text: string | Buffer): void {
    process.stderr.write(text);
  }

  onError(error: { message?: string }): void {
    process.stderr.write(`${error.message ?? 'unknown'}\n`);
  }

  onTestEnd(_test: unknown, result: { errors: { message?: string; stack?: string }[] }): void {
    for (const error of result.errors) process.stderr.write(`${error.stack ?? error.message ?? 'unknown'}\n`);
  }
}
