DROP TABLE "event_messages" CASCADE;--> statement-breakpoint
ALTER TABLE "event_targets" DROP COLUMN "failures";--> statement-breakpoint
ALTER TABLE "event_targets" DROP COLUMN "paused_until";--> statement-breakpoint
ALTER TABLE "event_targets" DROP COLUMN "failing_since";--> statement-breakpoint
ALTER TABLE "event_targets" DROP COLUMN "last_delivered_at";--> statement-breakpoint
ALTER TABLE "event_targets" DROP COLUMN "last_failed_at";--> statement-breakpoint
ALTER TABLE "event_targets" DROP COLUMN "last_error";