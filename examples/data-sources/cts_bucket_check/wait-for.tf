terraform {
  required_version = ">= 1.4"

  required_providers {
    cts = {
      source = "terraform.local/cts/cts"
    }
  }
}

variable "bucket_name" {
  description = "The bucket to create."
  type        = string
  default     = "audit-traces"
}

# Stands for the bucket and its policy, for example huaweicloud_obs_bucket and
# huaweicloud_obs_bucket_policy.
resource "terraform_data" "bucket" {
  input = var.bucket_name
}

data "cts_bucket_check" "audit" {
  # The direct reference makes the check wait until the bucket is created.
  buckets = [{ bucket_name = terraform_data.bucket.output }]

  # Then it asks again for up to two minutes, because a new bucket or policy is not visible
  # everywhere at once.
  wait_for = "2m"
}

# Stands for the resource to guard, for example huaweicloud_cts_tracker.
resource "terraform_data" "tracker" {
  input = { bucket_name = var.bucket_name }

  lifecycle {
    precondition {
      condition     = data.cts_bucket_check.audit.all_successful
      error_message = data.cts_bucket_check.audit.summary
    }
  }
}
