terraform {
  required_version = ">= 1.8" # OpenTofu: >= 1.7

  required_providers {
    cts = {
      source = "terraform.local/cts/cts"
    }
  }
}

# A null name has no problems, so an optional variable needs no condition of its own.
variable "bucket_name" {
  description = "The bucket that receives the traces. Null: none."
  type        = string
  default     = null

  validation {
    condition     = length(provider::cts::bucket_name_problems(var.bucket_name)) == 0
    error_message = join(" ", provider::cts::bucket_name_problems(var.bucket_name))
  }
}

# The function calls no service and needs no credentials.
output "problems" {
  value = provider::cts::bucket_name_problems("Audit-Traces-")
}
