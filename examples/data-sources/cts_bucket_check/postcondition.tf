terraform {
  required_version = ">= 1.2"

  required_providers {
    cts = {
      source = "terraform.local/cts/cts"
    }
  }
}

data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = "audit-traces" }]

  lifecycle {
    # Stops everything that refers to this check, but not `terraform destroy`. With a condition here,
    # the check is postponed to the apply while anything that its arguments come from, directly or
    # not, has pending changes.
    postcondition {
      condition     = self.all_successful
      error_message = self.summary
    }
  }
}

output "checked_account" {
  value = data.cts_bucket_check.audit.domain_id
}
