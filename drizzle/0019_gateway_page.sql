CREATE TABLE "tls_failures" (
	"address" text NOT NULL,
	"alert" text NOT NULL,
	"times" integer NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "tls_failures_address_alert_pk" PRIMARY KEY("address","alert")
);
--> statement-breakpoint
CREATE INDEX "tls_failures_last_idx" ON "tls_failures" USING btree ("last_at");--> statement-breakpoint
CREATE INDEX "gateway_events_eui_idx" ON "gateway_events" USING btree ("eui","at") WHERE "gateway_events"."eui" is not null;--> statement-breakpoint
CREATE INDEX "silent_gateways_eui_idx" ON "silent_gateways" USING btree ("eui");--> statement-breakpoint
CREATE INDEX "check_ins_first_idx" ON "check_ins" USING btree ("eui","first_at","id");