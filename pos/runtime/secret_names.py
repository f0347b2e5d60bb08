"""Secret names: what a register keeps in its secrets, and in which form."""

DATABASE_KEY = "database-key"  # 64 hexadecimal digits
BACKUP_PASSPHRASE = "backup-passphrase"  # of backups that open with this keyring only
BOOTS = "boots"  # how often the register was started, in decimal digits
DEVICE_KEY = "device-key"  # PKCS #8
ENROLLED = (
    "enrolled"  # the register's id, once enrolment is complete: a missing file is then a loss
)
