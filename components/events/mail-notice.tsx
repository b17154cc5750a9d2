import { Trans } from '@lingui/react/macro'
import { Notice } from '#components/ui/notice.tsx'

/** Where e-mail would be chosen or is waited for, and the server cannot send any. */
export function MailNotice({ className }: { readonly className?: string }) {
  return (
    <Notice kind="warning" className={className}>
      <Trans>
        E-mail is not set up on this server, so none is sent. The operator sets <span className="mono">SMTP_URL</span>{' '}
        and <span className="mono">MAIL_FROM</span> and restarts Gatehouse. Webhooks work without it.
      </Trans>
    </Notice>
  )
}
