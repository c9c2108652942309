terraform {
  required_version = ">= 1.14" # OpenTofu has no actions

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

# A bucket that cannot receive traces is always an error here: an action has no results for a condition.
# By hand: terraform apply -invoke=action.cts_bucket_check.gate
action "cts_bucket_check" "gate" {
  config {
    buckets = [{ bucket_name = var.bucket_name }]
  }
}

# Stands for the resource to guard, for example huaweicloud_cts_tracker.
resource "terraform_data" "tracker" {
  input = { bucket_name = var.bucket_name }

  lifecycle {
    # Checks during the apply, just before the tracker is created or changed; not during the plan, and
    # not if nothing changes.
    action_trigger {
      events  = [before_create, before_update]
      actions = [action.cts_bucket_check.gate]
    }
  }
}
