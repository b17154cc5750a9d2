CREATE TABLE "downlink_devices" (
	"connection_id" uuid NOT NULL,
	"dev_eui" text COLLATE "C" NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"device_id" text,
	"least_f_cnt_dn" bigint,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "downlink_devices_connection_id_dev_eui_pk" PRIMARY KEY("connection_id","dev_eui")
);
--> statement-breakpoint
CREATE TABLE "downlinks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "downlinks_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"owner_id" text COLLATE "C" NOT NULL,
	"connection_id" uuid NOT NULL,
	"token" "bytea" NOT NULL,
	"accepted_at" timestamp with time zone NOT NULL,
	"address" text,
	"dev_eui" text COLLATE "C" NOT NULL,
	"f_port" integer,
	"payload" text,
	"f_cnt_dn" bigint,
	"confirmed" boolean NOT NULL,
	"flush" boolean NOT NULL,
	"valid_until" timestamp with time zone,
	"correlation_id" text,
	"raw_query" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"leased_until" timestamp with time zone,
	"next_try_at" timestamp with time zone NOT NULL,
	"reference" text,
	"cause" text DEFAULT '' NOT NULL,
	"handed_over_at" timestamp with time zone,
	"settled_at" timestamp with time zone,
	CONSTRAINT "downlinks_state_check" CHECK ("downlinks"."state" in ('waiting', 'handed-over', 'sent', 'acknowledged', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "event_messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "event_messages_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"target_id" uuid NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"kind" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"body" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp with time zone NOT NULL,
	"leased_until" timestamp with time zone,
	"settled_at" timestamp with time zone,
	"log" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "event_messages_state_check" CHECK ("event_messages"."state" in ('waiting', 'delivered', 'dead'))
);
--> statement-breakpoint
CREATE TABLE "event_targets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"channel" text NOT NULL,
	"url" text,
	"recipients" text[] DEFAULT '{}' NOT NULL,
	"kinds" text[] NOT NULL,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"sites" text[] DEFAULT '{}' NOT NULL,
	"secret_enc" "bytea",
	"previous_secret_enc" "bytea",
	"previous_secret_until" timestamp with time zone,
	"active" boolean DEFAULT true NOT NULL,
	"deactivated_reason" text,
	"failures" integer DEFAULT 0 NOT NULL,
	"paused_until" timestamp with time zone,
	"failing_since" timestamp with time zone,
	"last_delivered_at" timestamp with time zone,
	"last_failed_at" timestamp with time zone,
	"last_error" text DEFAULT '' NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "event_targets_channel_check" CHECK ("event_targets"."channel" in ('webhook', 'email'))
);
--> statement-breakpoint
CREATE TABLE "expiry_notices" (
	"eui" text COLLATE "C" NOT NULL,
	"category" text NOT NULL,
	"version" integer NOT NULL,
	"part" text NOT NULL,
	"days" integer NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "expiry_notices_eui_category_version_part_days_pk" PRIMARY KEY("eui","category","version","part","days")
);
--> statement-breakpoint
CREATE TABLE "gateway_events" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "gateway_events_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"owner_id" text COLLATE "C" NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"eui" text COLLATE "C",
	"site" text DEFAULT '' NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"dispatched_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "outages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"site" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"missed_at" timestamp with time zone NOT NULL,
	"alerted_at" timestamp with time zone,
	"last_return_at" timestamp with time zone,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "silent_gateways" (
	"outage_id" uuid NOT NULL,
	"eui" text COLLATE "C" NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"back_at" timestamp with time zone,
	"told" boolean DEFAULT false NOT NULL,
	CONSTRAINT "silent_gateways_outage_id_eui_pk" PRIMARY KEY("outage_id","eui")
);
--> statement-breakpoint
ALTER TABLE "downlink_devices" ADD CONSTRAINT "downlink_devices_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "downlinks" ADD CONSTRAINT "downlinks_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event_messages" ADD CONSTRAINT "event_messages_target_id_event_targets_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."event_targets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event_targets" ADD CONSTRAINT "event_targets_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "silent_gateways" ADD CONSTRAINT "silent_gateways_outage_id_outages_id_fk" FOREIGN KEY ("outage_id") REFERENCES "public"."outages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "downlinks_token_key" ON "downlinks" USING btree ("connection_id","token");--> statement-breakpoint
CREATE INDEX "downlinks_list_idx" ON "downlinks" USING btree ("connection_id","seq");--> statement-breakpoint
CREATE INDEX "downlinks_waiting_idx" ON "downlinks" USING btree ("connection_id","dev_eui","seq") WHERE "downlinks"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "downlinks_reference_idx" ON "downlinks" USING btree ("connection_id","reference") WHERE "downlinks"."reference" is not null;--> statement-breakpoint
CREATE INDEX "downlinks_accepted_idx" ON "downlinks" USING btree ("accepted_at");--> statement-breakpoint
CREATE INDEX "event_messages_list_idx" ON "event_messages" USING btree ("target_id","seq");--> statement-breakpoint
CREATE INDEX "event_messages_waiting_idx" ON "event_messages" USING btree ("target_id","next_try_at") WHERE "event_messages"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "event_messages_created_idx" ON "event_messages" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "event_targets_owner_idx" ON "event_targets" USING btree ("owner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "gateway_events_owner_idx" ON "gateway_events" USING btree ("owner_id","seq");--> statement-breakpoint
CREATE INDEX "gateway_events_waiting_idx" ON "gateway_events" USING btree ("seq") WHERE "gateway_events"."dispatched_at" is null;--> statement-breakpoint
CREATE INDEX "gateway_events_at_idx" ON "gateway_events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "outages_open_idx" ON "outages" USING btree ("owner_id","site") WHERE "outages"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "outages_owner_idx" ON "outages" USING btree ("owner_id","opened_at");--> statement-breakpoint
CREATE UNIQUE INDEX "silent_gateways_open_key" ON "silent_gateways" USING btree ("eui") WHERE "silent_gateways"."back_at" is null;