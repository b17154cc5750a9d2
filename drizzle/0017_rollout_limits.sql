ALTER TABLE "rollouts" DROP CONSTRAINT "rollouts_state_check";--> statement-breakpoint
ALTER TABLE "rollout_gateways" ADD COLUMN "armed_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "rollout_gateways" ADD COLUMN "accepted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "credential_sets" ADD COLUMN "not_after" timestamp with time zone;--> statement-breakpoint
UPDATE "rollout_gateways" m SET "accepted" = true FROM "rollouts" o WHERE o.id = m.rollout_id AND o.accepted_failed > 0 AND m.state IN ('succeeded', 'failed', 'returning', 'returned');--> statement-breakpoint
ALTER TABLE "rollouts" DROP COLUMN "accepted_started";--> statement-breakpoint
ALTER TABLE "rollouts" DROP COLUMN "accepted_failed";--> statement-breakpoint
ALTER TABLE "rollouts" ADD CONSTRAINT "rollouts_state_check" CHECK ("rollouts"."state" in ('draft', 'starting', 'running', 'paused', 'aborted', 'finished'));