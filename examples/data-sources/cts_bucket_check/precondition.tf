terraform {
  required_version = ">= 1.4"

  required_providers {
    cts = {
      source = "terraform.local/cts/cts"
    }
  }
}

variable "bucket_name" {
  description = "The bucket that receives the traces. It exists already."
  type        = string
  default     = "audit-traces"
}

data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = var.bucket_name }]
}

# Stands for the resource to guard. Put the lifecycle block into the tracker, for example
# huaweicloud_cts_tracker.
resource "terraform_data" "tracker" {
  input = { bucket_name = var.bucket_name }

  lifecycle {
    # Stops a plan that would create or change the tracker. It does not stop `terraform destroy`.
    precondition {
      condition     = data.cts_bucket_check.audit.all_successful
      error_message = data.cts_bucket_check.audit.summary
    }
  }
}
