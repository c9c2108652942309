terraform {
  required_providers {
    cts = {
      source = "terraform.local/cts/cts"
    }
  }
}

data "cts_bucket_check" "audit" {
  buckets = [
    { bucket_name = "audit-traces", bucket_location = "eu-west-0" },
    { bucket_name = "audit-vault", kms_id = "1f26f8d8-65d4-436b-bea2-bd0ac1984f71" },
  ]
}

# A bucket that cannot receive traces is data, not an error.
output "failed_bucket_names" {
  value = data.cts_bucket_check.audit.failed_bucket_names
}

output "reasons" {
  value = {
    for result in data.cts_bucket_check.audit.results :
    result.bucket_name => result.message if !result.check_bucket_response.success
  }
}
