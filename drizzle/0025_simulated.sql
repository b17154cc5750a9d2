CREATE TABLE "simulated_gateways" (
	"eui" text COLLATE "C" PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"home_enc" "bytea" NOT NULL,
	"contacts" integer DEFAULT 0 NOT NULL,
	"busy_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL
);
