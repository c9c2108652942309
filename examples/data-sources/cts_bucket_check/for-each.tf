terraform {
  required_providers {
    cts = {
      source = "terraform.local/cts/cts"
    }
  }
}

variable "audit_buckets" {
  description = "The buckets that receive the traces of each region."
  type        = map(list(string))
  default = {
    eu-west-0 = ["audit-traces", "audit-traces-archive"]
    eu-west-1 = ["audit-traces-amsterdam"]
  }
}

# One instance for each region: each asks the CTS of that region. Put the buckets of a region into one
# list, which is one call.
data "cts_bucket_check" "audit" {
  for_each = var.audit_buckets

  region  = each.key
  buckets = [for name in each.value : { bucket_name = name }]
}

output "regions_without_traces" {
  value = [for region, check in data.cts_bucket_check.audit : region if !check.all_successful]
}
