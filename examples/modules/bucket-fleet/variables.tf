# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

variable "buckets" {
  description = "The buckets of the fleet, each under a key of your own, which is its key in the report."
  type = map(object({
    bucket_name     = string
    bucket_location = optional(string)
    kms_id          = optional(string)
    region          = optional(string, "") # whose CTS checks it; empty: the provider's
  }))
  nullable = false

  validation {
    condition = length(flatten([
      for bucket in var.buckets : provider::cts::bucket_name_problems(bucket.bucket_name)
    ])) == 0
    error_message = join(" ", flatten([
      for bucket in var.buckets : provider::cts::bucket_name_problems(bucket.bucket_name)
    ]))
  }
}

variable "report_file" {
  description = "Where an apply writes the report as JSON. Null: nowhere."
  type        = string
  default     = null
}
