# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

variable "bucket_names" {
  description = "The OBS buckets that receive the traces. For a bucket that this configuration creates, pass its id, which is unknown until the bucket exists."
  type        = list(string)
  nullable    = false

  validation {
    condition = length(flatten([
      for name in var.bucket_names : provider::cts::bucket_name_problems(name)
    ])) == 0
    error_message = join(" ", flatten([
      for name in var.bucket_names : provider::cts::bucket_name_problems(name)
    ]))
  }
}

variable "timeout" {
  description = "How long each check may take, retries included."
  type        = string
  default     = "2m"
}
