terraform {
  required_version = ">= 1.10" # OpenTofu: >= 1.11

  required_providers {
    cts = {
      source = "terraform.local/cts/cts"
    }
  }
}

variable "bucket_name" {
  description = "The bucket that receives the traces."
  type        = string
  default     = "audit-traces"
}

# Checked during the plan and again during the apply; plan and state contain no result. Without
# require_success a bucket that cannot receive traces is data, and stops nothing.
ephemeral "cts_bucket_check" "gate" {
  require_success = true
  buckets         = [{ bucket_name = var.bucket_name }]
}

# Stands for the resource to guard, for example huaweicloud_cts_tracker. Without depends_on it does
# not wait for the check.
resource "terraform_data" "tracker" {
  input      = { bucket_name = var.bucket_name }
  depends_on = [ephemeral.cts_bucket_check.gate]
}
