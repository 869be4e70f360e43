BEGIN TRANSACTION;
CREATE TABLE "account" (
	person BLOB NOT NULL, 
	password_hash TEXT NOT NULL, 
	private_key BLOB, 
	recovery_key BLOB, 
	keyring TEXT NOT NULL, 
	CONSTRAINT pk_account PRIMARY KEY (person), 
	CONSTRAINT fk_account_person FOREIGN KEY(person) REFERENCES person (id)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0005');
CREATE TABLE audit (
	chain BLOB NOT NULL, 
	number INTEGER NOT NULL, 
	at BIGINT NOT NULL, 
	"by" BLOB, 
	action TEXT NOT NULL, 
	body TEXT NOT NULL, 
	digest BLOB NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (chain, number), 
	CONSTRAINT ck_audit_ck_audit_number_from_one CHECK (number > 0)
)
 WITHOUT ROWID

;
INSERT INTO "audit" VALUES(X'6F6666696365',1,1795348801123456,NULL,'upgraded','{"from":"0001","to":"0002"}',X'78E3F30533DF248B45E92DDA1F566AB929B08C59224CD6AB760ECBECB74A09EB');
INSERT INTO "audit" VALUES(X'6F6666696365',2,1795348801123456,NULL,'upgraded','{"from":"0002","to":"0003"}',X'5137D5AE15A6EB07EF02BB0F1D79991509DAFD572C5746301B055B8E0B79828B');
INSERT INTO "audit" VALUES(X'6F6666696365',3,1795348801123456,NULL,'upgraded','{"from":"0003","to":"0004"}',X'67B046BE823A7E2EBE177668DC20C92A642999D56DE28AC294D668F23A765899');
INSERT INTO "audit" VALUES(X'6F6666696365',4,1795348801123456,NULL,'upgraded','{"from":"0004","to":"0005"}',X'4F8AA175B9B8F8AFFB1DE077D36EB4DA304B16BBE975AEBE3C4589505E0EC0B9');
INSERT INTO "audit" VALUES(X'DEDF2E3D63084BCFB614B54494FBCD67',1,1795348800123456,X'00000000000000000000000000000001','cell','{"after":{"kind":"number","value":14},"before":null,"cell":"KM_C02[ANC]","origin":"typed"}',X'A14DB82AF020141A10088DC942B2A7AC996B7E270C33C1960F40E479DA693C04');
INSERT INTO "audit" VALUES(X'DEDF2E3D63084BCFB614B54494FBCD67',2,1795348800123456,X'00000000000000000000000000000001','cell','{"after":{"kind":"number","raw":"62.50","value":62.5},"before":null,"cell":"KM_C03","origin":"typed"}',X'33C4D6214B23555BDA47AD5934FE35E17CD4B87C8882A447458B0F6D92B732BC');
INSERT INTO "audit" VALUES(X'DEDF2E3D63084BCFB614B54494FBCD67',3,1795348800123456,X'00000000000000000000000000000001','cell','{"after":{"kind":"missing","value":"NR"},"before":null,"cell":"KM_C15","origin":"typed"}',X'D73CC4C1901F93A0757461B0451FCDFDEE1B92055DABE00EAAA9F6A69E7B48A5');
INSERT INTO "audit" VALUES(X'DEDF2E3D63084BCFB614B54494FBCD67',4,1795348800123456,X'00000000000000000000000000000001','cell','{"after":{"kind":"text","value":"Neno la Kiswahili \u00bd"},"before":null,"cell":"KM_T01","origin":"typed"}',X'7189A83C2A2B673BBA9D5671A5ADB455D69F376F7B876A637B506062C4EC0264');
INSERT INTO "audit" VALUES(X'DEDF2E3D63084BCFB614B54494FBCD67',5,1795348800123456,X'00000000000000000000000000000001','cell','{"after":{"kind":"invalid","raw":"1o","value":null},"before":null,"cell":"KM_X01","origin":"typed"}',X'6C81B17CE15A66C85C5703B454C37E5D93DF76EB97F4A5FDCAB2E93A424B12CC');
CREATE TABLE cell (
	revision BLOB NOT NULL, 
	element TEXT NOT NULL, 
	category TEXT NOT NULL, 
	keying SMALLINT NOT NULL, 
	kind TEXT NOT NULL, 
	number DOUBLE, 
	text TEXT, 
	raw TEXT, 
	origin TEXT NOT NULL, 
	"by" BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_cell PRIMARY KEY (revision, element, category, keying), 
	CONSTRAINT fk_cell_revision FOREIGN KEY(revision) REFERENCES revision (id)
)
 WITHOUT ROWID

;
INSERT INTO "cell" VALUES(X'DEDF2E3D63084BCFB614B54494FBCD67','KM_C02','ANC',1,'integer',14.0,NULL,NULL,'typed',X'00000000000000000000000000000001',1795348800123456);
INSERT INTO "cell" VALUES(X'DEDF2E3D63084BCFB614B54494FBCD67','KM_C03','',1,'decimal',62.5,NULL,'62.50','typed',X'00000000000000000000000000000001',1795348800123456);
INSERT INTO "cell" VALUES(X'DEDF2E3D63084BCFB614B54494FBCD67','KM_C15','',1,'missing',NULL,'NR',NULL,'typed',X'00000000000000000000000000000001',1795348800123456);
INSERT INTO "cell" VALUES(X'DEDF2E3D63084BCFB614B54494FBCD67','KM_T01','',1,'text',NULL,'Neno la Kiswahili ½',NULL,'typed',X'00000000000000000000000000000001',1795348800123456);
INSERT INTO "cell" VALUES(X'DEDF2E3D63084BCFB614B54494FBCD67','KM_X01','',1,'invalid',NULL,NULL,'1o','typed',X'00000000000000000000000000000001',1795348800123456);
CREATE TABLE comment (
	id INTEGER NOT NULL, 
	thread BLOB NOT NULL, 
	text TEXT NOT NULL, 
	"by" BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_comment PRIMARY KEY (id), 
	CONSTRAINT fk_comment_thread FOREIGN KEY(thread) REFERENCES thread (id)
);
CREATE TABLE consolidation (
	id BLOB NOT NULL, 
	family TEXT NOT NULL, 
	period INTEGER NOT NULL, 
	level TEXT NOT NULL, 
	place TEXT NOT NULL, 
	made_at BIGINT NOT NULL, 
	made_by BLOB, 
	content TEXT NOT NULL, 
	CONSTRAINT pk_consolidation PRIMARY KEY (id)
);
CREATE TABLE consolidation_item (
	consolidation BLOB NOT NULL, 
	revision BLOB NOT NULL, 
	place INTEGER NOT NULL, 
	CONSTRAINT pk_consolidation_item PRIMARY KEY (consolidation, revision), 
	CONSTRAINT fk_consolidation_item_consolidation FOREIGN KEY(consolidation) REFERENCES consolidation (id), 
	CONSTRAINT fk_consolidation_item_revision FOREIGN KEY(revision) REFERENCES revision (id)
);
CREATE TABLE control_total (
	revision BLOB NOT NULL, 
	place TEXT NOT NULL, 
	number DOUBLE NOT NULL, 
	"by" BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_control_total PRIMARY KEY (revision, place), 
	CONSTRAINT fk_control_total_revision FOREIGN KEY(revision) REFERENCES revision (id)
);
CREATE TABLE facility (
	mfl TEXT NOT NULL, 
	name TEXT NOT NULL, 
	county TEXT NOT NULL, 
	sub_county TEXT NOT NULL, 
	level TEXT NOT NULL, 
	ownership TEXT NOT NULL, 
	khis_uid TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_facility PRIMARY KEY (mfl)
);
INSERT INTO "facility" VALUES('13667','Kisumu County Hospital','Kisumu','Kisumu Central','4','MOH','uid',1);
CREATE TABLE facility_form (
	facility TEXT NOT NULL, 
	place SMALLINT NOT NULL, 
	family TEXT NOT NULL, 
	start INTEGER, 
	"end" INTEGER, 
	CONSTRAINT pk_facility_form PRIMARY KEY (facility, place), 
	CONSTRAINT fk_facility_form_facility FOREIGN KEY(facility) REFERENCES facility (mfl) ON DELETE CASCADE
);
INSERT INTO "facility_form" VALUES('13667',0,'KMMP_MFR',202401,NULL);
CREATE TABLE facility_service (
	facility TEXT NOT NULL, 
	place SMALLINT NOT NULL, 
	service TEXT NOT NULL, 
	start INTEGER, 
	"end" INTEGER, 
	CONSTRAINT pk_facility_service PRIMARY KEY (facility, place), 
	CONSTRAINT fk_facility_service_facility FOREIGN KEY(facility) REFERENCES facility (mfl) ON DELETE CASCADE
);
INSERT INTO "facility_service" VALUES('13667',0,'PMTCT',NULL,NULL);
INSERT INTO "facility_service" VALUES('13667',1,'ANC',202501,202606);
CREATE TABLE finding_step (
	revision BLOB NOT NULL, 
	"check" TEXT NOT NULL, 
	number SMALLINT NOT NULL, 
	state TEXT NOT NULL, 
	severity TEXT NOT NULL, 
	text TEXT, 
	"by" BLOB, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_finding_step PRIMARY KEY (revision, "check", number), 
	CONSTRAINT fk_finding_step_revision FOREIGN KEY(revision) REFERENCES revision (id)
);
CREATE TABLE keying (
	id BLOB NOT NULL, 
	revision BLOB NOT NULL, 
	kind TEXT NOT NULL, 
	cells TEXT NOT NULL, 
	"by" BLOB NOT NULL, 
	started_at BIGINT NOT NULL, 
	finished_at BIGINT, 
	CONSTRAINT pk_keying PRIMARY KEY (id), 
	CONSTRAINT fk_keying_revision FOREIGN KEY(revision) REFERENCES revision (id)
);
CREATE TABLE keying_result (
	keying BLOB NOT NULL, 
	element TEXT NOT NULL, 
	category TEXT NOT NULL, 
	first TEXT, 
	second TEXT, 
	tries SMALLINT NOT NULL, 
	outcome TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_keying_result PRIMARY KEY (keying, element, category), 
	CONSTRAINT fk_keying_result_keying FOREIGN KEY(keying) REFERENCES keying (id)
);
CREATE TABLE letter (
	id BLOB NOT NULL, 
	kind TEXT NOT NULL, 
	sent BOOLEAN NOT NULL, 
	revision BLOB, 
	digest BLOB NOT NULL, 
	name TEXT NOT NULL, 
	content BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	"by" BLOB, 
	by_name TEXT NOT NULL, 
	office_name TEXT NOT NULL, 
	CONSTRAINT pk_letter PRIMARY KEY (id), 
	CONSTRAINT fk_letter_revision FOREIGN KEY(revision) REFERENCES revision (id)
);
CREATE TABLE office (
	id BLOB NOT NULL, 
	name TEXT NOT NULL, 
	partner TEXT NOT NULL, 
	county TEXT NOT NULL, 
	is_demo BOOLEAN NOT NULL, 
	CONSTRAINT pk_office PRIMARY KEY (id)
);
CREATE TABLE outside_person (
	id BLOB NOT NULL, 
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	office_name TEXT NOT NULL, 
	CONSTRAINT pk_outside_person PRIMARY KEY (id)
);
CREATE TABLE overlay (
	id INTEGER NOT NULL, 
	family TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	code TEXT NOT NULL, 
	start INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	citation TEXT NOT NULL, 
	"by" BLOB, 
	by_name TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	pack BLOB, 
	CONSTRAINT pk_overlay PRIMARY KEY (id), 
	CONSTRAINT fk_overlay_pack FOREIGN KEY(pack) REFERENCES pack (id)
);
CREATE TABLE pack (
	id BLOB NOT NULL, 
	content BLOB NOT NULL, 
	digest BLOB NOT NULL, 
	issued_by TEXT NOT NULL, 
	issued_at BIGINT NOT NULL, 
	taken_by BLOB, 
	taken_at BIGINT NOT NULL, 
	CONSTRAINT pk_pack PRIMARY KEY (id), 
	CONSTRAINT uq_pack_digest UNIQUE (digest)
);
CREATE TABLE "person" (
	id BLOB NOT NULL, 
	username TEXT NOT NULL, 
	login TEXT NOT NULL, 
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	certificate BLOB, 
	enabled BOOLEAN NOT NULL, 
	office BLOB, 
	office_name TEXT NOT NULL, 
	disabled_at BIGINT, 
	handed_to BLOB, 
	CONSTRAINT pk_person PRIMARY KEY (id), 
	CONSTRAINT uq_person_login UNIQUE (login)
);
INSERT INTO "person" VALUES(X'00000000000000000000000000000001','Achieng','achieng','Achieng Odhiambo','clerk',NULL,1,NULL,'',NULL,NULL);
INSERT INTO "person" VALUES(X'00000000000000000000000000000002','otieno','otieno','Otieno Ouma','manager',X'6365727469666963617465',1,NULL,'',NULL,NULL);
CREATE TABLE person_certificate (
	person BLOB NOT NULL, 
	number SMALLINT NOT NULL, 
	certificate BLOB NOT NULL, 
	CONSTRAINT pk_person_certificate PRIMARY KEY (person, number), 
	CONSTRAINT fk_person_certificate_person FOREIGN KEY(person) REFERENCES person (id)
);
INSERT INTO "person_certificate" VALUES(X'00000000000000000000000000000002',1,X'6365727469666963617465');
CREATE TABLE position (
	person BLOB NOT NULL, 
	revision BLOB NOT NULL, 
	element TEXT NOT NULL, 
	category TEXT NOT NULL, 
	draft TEXT, 
	turn INTEGER NOT NULL, 
	CONSTRAINT pk_position PRIMARY KEY (person, revision), 
	CONSTRAINT fk_position_person FOREIGN KEY(person) REFERENCES person (id), 
	CONSTRAINT fk_position_revision FOREIGN KEY(revision) REFERENCES revision (id)
);
CREATE TABLE presence (
	revision BLOB NOT NULL, 
	person BLOB NOT NULL, 
	element TEXT NOT NULL, 
	category TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_presence PRIMARY KEY (revision, person), 
	CONSTRAINT fk_presence_revision FOREIGN KEY(revision) REFERENCES revision (id)
);
CREATE TABLE reason (
	revision BLOB NOT NULL, 
	subject TEXT NOT NULL, 
	text TEXT NOT NULL, 
	"by" BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_reason PRIMARY KEY (revision, subject), 
	CONSTRAINT fk_reason_revision FOREIGN KEY(revision) REFERENCES revision (id)
);
INSERT INTO "reason" VALUES(X'DEDF2E3D63084BCFB614B54494FBCD67','W302','Counted twice',X'00000000000000000000000000000001',1795348800123456);
CREATE TABLE received (
	digest BLOB NOT NULL, 
	revision BLOB NOT NULL, 
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	office BLOB NOT NULL, 
	office_name TEXT NOT NULL, 
	partner TEXT NOT NULL, 
	seen_at BIGINT NOT NULL, 
	taken_at BIGINT NOT NULL, 
	taken_by BLOB, 
	record TEXT NOT NULL, 
	CONSTRAINT pk_received PRIMARY KEY (digest), 
	CONSTRAINT fk_received_revision FOREIGN KEY(revision) REFERENCES revision (id)
);
CREATE TABLE return (
	id INTEGER NOT NULL, 
	family TEXT NOT NULL, 
	facility TEXT NOT NULL, 
	period INTEGER NOT NULL, 
	CONSTRAINT pk_return PRIMARY KEY (id), 
	CONSTRAINT fk_return_facility FOREIGN KEY(facility) REFERENCES facility (mfl), 
	CONSTRAINT uq_return_family_facility_period UNIQUE (family, facility, period)
);
INSERT INTO "return" VALUES(1,'KMMP_MFR','13667',202611);
CREATE TABLE "revision" (
	id BLOB NOT NULL, 
	return INTEGER NOT NULL, 
	number SMALLINT NOT NULL, 
	state TEXT NOT NULL, 
	form_version TEXT NOT NULL, 
	pack_version TEXT NOT NULL, 
	services TEXT NOT NULL, 
	created_at BIGINT NOT NULL, 
	changed_at BIGINT NOT NULL, 
	changed_by BLOB, 
	completed_at BIGINT, 
	completed_by BLOB, 
	approved_at BIGINT, 
	approved_by BLOB, 
	submitted_at BIGINT, 
	language TEXT NOT NULL, 
	filled INTEGER NOT NULL, 
	offered INTEGER NOT NULL, 
	errors INTEGER NOT NULL, 
	warnings INTEGER NOT NULL, 
	short_code TEXT NOT NULL, 
	why TEXT NOT NULL, 
	CONSTRAINT pk_revision PRIMARY KEY (id), 
	CONSTRAINT uq_revision_return_number UNIQUE (return, number), 
	CONSTRAINT fk_revision_return FOREIGN KEY(return) REFERENCES return (id)
);
INSERT INTO "revision" VALUES(X'DEDF2E3D63084BCFB614B54494FBCD67',1,1,'draft','1.0.0','digest','["ANC", "PMTCT"]',1795348800123456,1795348800123456,X'00000000000000000000000000000001',NULL,NULL,NULL,NULL,NULL,'en',0,0,0,0,'','');
CREATE TABLE scan (
	revision BLOB NOT NULL, 
	number SMALLINT NOT NULL, 
	name TEXT NOT NULL, 
	file TEXT NOT NULL, 
	media TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	pages SMALLINT NOT NULL, 
	digest BLOB NOT NULL, 
	anchors TEXT NOT NULL, 
	"by" BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_scan PRIMARY KEY (revision, number), 
	CONSTRAINT fk_scan_revision FOREIGN KEY(revision) REFERENCES revision (id)
);
CREATE TABLE seen_file (
	digest BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_seen_file PRIMARY KEY (digest)
);
CREATE TABLE setting (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY (name)
);
CREATE TABLE signed_file (
	revision BLOB NOT NULL, 
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	content BLOB NOT NULL, 
	approved BOOLEAN NOT NULL, 
	CONSTRAINT pk_signed_file PRIMARY KEY (revision, kind), 
	CONSTRAINT fk_signed_file_revision FOREIGN KEY(revision) REFERENCES revision (id)
);
CREATE TABLE submission (
	id BLOB NOT NULL, 
	family TEXT NOT NULL, 
	period INTEGER NOT NULL, 
	folder TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	"by" BLOB, 
	CONSTRAINT pk_submission PRIMARY KEY (id)
);
CREATE TABLE submission_file (
	submission BLOB NOT NULL, 
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_submission_file PRIMARY KEY (submission, kind), 
	CONSTRAINT fk_submission_file_submission FOREIGN KEY(submission) REFERENCES submission (id)
);
CREATE TABLE submission_item (
	submission BLOB NOT NULL, 
	revision BLOB NOT NULL, 
	place INTEGER NOT NULL, 
	CONSTRAINT pk_submission_item PRIMARY KEY (submission, revision), 
	CONSTRAINT fk_submission_item_revision FOREIGN KEY(revision) REFERENCES revision (id), 
	CONSTRAINT fk_submission_item_submission FOREIGN KEY(submission) REFERENCES submission (id)
);
CREATE TABLE thread (
	id BLOB NOT NULL, 
	revision BLOB NOT NULL, 
	element TEXT NOT NULL, 
	category TEXT NOT NULL, 
	question BOOLEAN NOT NULL, 
	resolved_at BIGINT, 
	resolved_by BLOB, 
	CONSTRAINT pk_thread PRIMARY KEY (id), 
	CONSTRAINT fk_thread_revision FOREIGN KEY(revision) REFERENCES revision (id)
);
CREATE TABLE trust (
	number INTEGER NOT NULL, 
	content BLOB NOT NULL, 
	taken_at BIGINT NOT NULL, 
	taken_by BLOB, 
	CONSTRAINT pk_trust PRIMARY KEY (number)
);
CREATE INDEX ix_audit_at_chain_number ON audit (at, chain, number);
CREATE INDEX ix_return_family_period ON return (family, period);
CREATE INDEX ix_submission_family_period ON submission (family, period);
CREATE INDEX ix_thread_revision ON thread (revision);
CREATE INDEX ix_comment_thread ON comment (thread);
CREATE INDEX ix_keying_revision ON keying (revision);
CREATE INDEX ix_overlay_family_start ON overlay (family, start);
CREATE INDEX ix_revision_state ON revision (state);
CREATE INDEX ix_received_revision ON received (revision);
CREATE INDEX ix_letter_revision ON letter (revision);
CREATE INDEX ix_letter_digest ON letter (digest);
CREATE INDEX ix_consolidation_family_period ON consolidation (family, period);
CREATE INDEX ix_consolidation_item_revision ON consolidation_item (revision);
COMMIT;
