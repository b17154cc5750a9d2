CREATE TABLE "deliveries" (
	"destination_id" uuid NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "deliveries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"owner_id" text COLLATE "C" NOT NULL,
	"device" text NOT NULL,
	"kind" text NOT NULL,
	"document" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"replays" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"accepted_at" timestamp with time zone NOT NULL,
	"status" text,
	"http_status" integer,
	"duration_ms" integer,
	"finished_at" timestamp with time zone,
	CONSTRAINT "deliveries_destination_id_id_pk" PRIMARY KEY("destination_id","id")
);
--> statement-breakpoint
CREATE TABLE "delivery_attempts" (
	"destination_id" uuid NOT NULL,
	"delivery_id" bigint NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "delivery_attempts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"owner_id" text COLLATE "C" NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"status" text NOT NULL,
	"http_status" integer,
	"code" text,
	"duration_ms" integer NOT NULL,
	CONSTRAINT "delivery_attempts_destination_id_delivery_id_id_pk" PRIMARY KEY("destination_id","delivery_id","id")
);
--> statement-breakpoint
CREATE TABLE "destination_states" (
	"destination_id" uuid PRIMARY KEY NOT NULL,
	"destination_type" text NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"lease" uuid,
	"lease_until" timestamp with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"open_until" timestamp with time zone,
	"opens" integer DEFAULT 0 NOT NULL,
	"cause" text,
	"last_attempt_at" timestamp with time zone,
	"last_delivery_at" timestamp with time zone,
	"last_status" text,
	"last_http_status" integer,
	"delivered" bigint DEFAULT 0 NOT NULL,
	"lost" bigint DEFAULT 0 NOT NULL,
	"dead" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX "deliveries_waiting_idx" ON "deliveries" USING btree ("destination_id","id") WHERE "deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "deliveries_failing_idx" ON "deliveries" USING btree ("destination_id","device","id") WHERE "deliveries"."state" = 'waiting' and "deliveries"."attempts" > 0;--> statement-breakpoint
CREATE INDEX "deliveries_device_idx" ON "deliveries" USING btree ("destination_id","device","id");