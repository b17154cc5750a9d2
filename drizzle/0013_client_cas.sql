CREATE TABLE "client_cas" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"der" "bytea" NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"key_enc" "bytea",
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "client_certificates" (
	"ca_id" uuid NOT NULL,
	"serial" text NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"eui" text COLLATE "C" NOT NULL,
	"category" text NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"days" integer NOT NULL,
	"not_after" timestamp with time zone NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"issued_by" text NOT NULL,
	CONSTRAINT "client_certificates_ca_id_serial_pk" PRIMARY KEY("ca_id","serial"),
	CONSTRAINT "client_certificates_category_check" CHECK ("client_certificates"."category" in ('cups', 'tc'))
);
--> statement-breakpoint
CREATE TABLE "revoked_certificates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"ca_id" uuid,
	"serial" text,
	"fingerprint" "bytea",
	"reason" text DEFAULT '' NOT NULL,
	"revoked_at" timestamp with time zone NOT NULL,
	"revoked_by" text NOT NULL,
	CONSTRAINT "revoked_certificates_what_check" CHECK (("revoked_certificates"."ca_id" is not null and "revoked_certificates"."serial" is not null) or "revoked_certificates"."fingerprint" is not null)
);
--> statement-breakpoint
ALTER TABLE "client_cas" ADD CONSTRAINT "client_cas_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_certificates" ADD CONSTRAINT "client_certificates_ca_id_client_cas_id_fk" FOREIGN KEY ("ca_id") REFERENCES "public"."client_cas"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revoked_certificates" ADD CONSTRAINT "revoked_certificates_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revoked_certificates" ADD CONSTRAINT "revoked_certificates_ca_id_client_cas_id_fk" FOREIGN KEY ("ca_id") REFERENCES "public"."client_cas"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "client_cas_fingerprint_key" ON "client_cas" USING btree ("owner_id","fingerprint");--> statement-breakpoint
CREATE INDEX "client_certificates_end_idx" ON "client_certificates" USING btree ("not_after");--> statement-breakpoint
CREATE INDEX "client_certificates_eui_idx" ON "client_certificates" USING btree ("owner_id","eui");--> statement-breakpoint
CREATE UNIQUE INDEX "revoked_certificates_serial_key" ON "revoked_certificates" USING btree ("ca_id","serial");--> statement-breakpoint
CREATE UNIQUE INDEX "revoked_certificates_fingerprint_key" ON "revoked_certificates" USING btree ("owner_id","fingerprint");