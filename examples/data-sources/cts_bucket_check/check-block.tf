terraform {
  required_version = ">= 1.5"

  required_providers {
    cts = {
      source = "terraform.local/cts/cts"
    }
  }
}

# Outside of the check block: a data source inside it makes every plan non-empty, and
# `terraform plan -detailed-exitcode` always exits with 2.
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = "audit-traces" }]
}

# Warns and stops nothing.
check "audit_buckets" {
  assert {
    condition     = data.cts_bucket_check.audit.all_successful
    error_message = data.cts_bucket_check.audit.summary
  }
}
