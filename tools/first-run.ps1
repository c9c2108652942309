# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Checks a release on Windows, in Windows PowerShell 5.1 and PowerShell 7, as first-run does on macOS and Linux.
# Reviewed, but not yet run on Windows.

<#
.SYNOPSIS
Checks a release of terraform.local/cts/cts on this machine, in about a minute, and prints a report to send to its makers.
.PARAMETER Release
A folder with the files of a release, one of its zips, the folder that a zip was unpacked into, or the provider itself.
Default: the folder of this script.
.PARAMETER Core
The Terraform or OpenTofu to use. Default: terraform, else tofu, of PATH.
.EXAMPLE
powershell -ExecutionPolicy Bypass -File first-run.ps1 >report.md
#>
[CmdletBinding(PositionalBinding = $false)]
param(
  [Parameter(Position = 0)] [string] $Release = '',
  [string] $Core = ''
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# tools/release replaces it by the address of the release.
$address = 'terraform.local/cts/cts'
$name = "terraform-provider-$($address.Split('/')[-1])"
$mostMemory = 64MB # reading two buckets takes a fraction of it
$domain = '0a1b2c3d4e5f60718293a4b5c6d7e8f9'

# What Cloud Trace Service returns for these two buckets, recorded; the second bucket is missing.
$recorded = '{"buckets":[' +
  '{"bucket_name":"audit-traces","bucket_location":"eu-west-0","check_bucket_response":{"response_code":200,"success":true}},' +
  '{"bucket_name":"missing-archive","bucket_location":"eu-west-0","check_bucket_response":{"error_code":"OBS.NoSuchBucket",' +
  '"error_message":"Error message:Request Error.OBS service Error Message.","response_code":404,"success":false}}]}'

# The cloud. It runs beside the script and handles one connection after the other. A request for a bucket "late-..." gets
# no response: the connection stays open until the provider closes it.
$serve = {
  param($listener, $state, $recorded, $domain)
  function Read-Request($stream) {
    $bytes = New-Object System.Collections.Generic.List[byte]
    $buffer = New-Object byte[] 65536
    while ($true) {
      $count = $stream.Read($buffer, 0, $buffer.Length)
      if ($count -le 0) { return '' }
      for ($i = 0; $i -lt $count; $i++) { $bytes.Add($buffer[$i]) }
      $text = [Text.Encoding]::ASCII.GetString($bytes.ToArray())
      $end = $text.IndexOf("`r`n`r`n")
      if ($end -lt 0) { continue }
      $length = 0
      if ($text -match '(?im)^content-length:\s*(\d+)') { $length = [int] $Matches[1] }
      if ($bytes.Count -ge $end + 4 + $length) { return $text }
    }
  }
  while ($true) {
    try { $client = $listener.AcceptTcpClient() } catch { return }
    try {
      $client.ReceiveTimeout = 60000
      $stream = $client.GetStream()
      $request = Read-Request $stream
      if ($request -match '"late-') {
        $state.Late = $true
        [void] $stream.Read((New-Object byte[] 1), 0, 1)
        continue
      }
      $problem = ''
      $signature = '(?im)^authorization: SDK-HMAC-SHA256 Access=\w+, *SignedHeaders=\S+, *Signature=[0-9a-f]{64}\r'
      if ($request -notmatch $signature) { $problem = 'no signature' }
      if ($request -notmatch "^POST /v3/$domain/checkbucket HTTP/1\.1\r\n") { $problem = 'an unexpected request line' }
      $status, $content = '200 OK', $recorded
      if ($problem) { $status, $content = '400 Bad Request', "{`"error_code`":`"CTS.0003`",`"error_msg`":`"$problem`"}" }
      $head = "HTTP/1.1 $status`r`nContent-Type: application/json`r`nX-Request-Id: first-run`r`nConnection: close`r`n"
      $response = [Text.Encoding]::ASCII.GetBytes("${head}Content-Length: $($content.Length)`r`n`r`n$content")
      $stream.Write($response, 0, $response.Length)
    } catch {
      $state.Error = $_.Exception.Message
    } finally {
      $client.Close()
    }
  }
}

# Sends Ctrl-C to the console of a process, as a terminal does. This needs a process of its own, because a process has
# one console. The core has one without a window.
$sendCtrlC = @'
Add-Type -Namespace FirstRun -Name Console -MemberDefinition @"
[DllImport("kernel32.dll")] public static extern bool FreeConsole();
[DllImport("kernel32.dll")] public static extern bool AttachConsole(uint process);
[DllImport("kernel32.dll")] public static extern bool SetConsoleCtrlHandler(IntPtr handler, bool add);
[DllImport("kernel32.dll")] public static extern bool GenerateConsoleCtrlEvent(uint signal, uint group);
"@
[void] [FirstRun.Console]::FreeConsole()
if (-not [FirstRun.Console]::AttachConsole(PROCESS)) { exit 2 }
[void] [FirstRun.Console]::SetConsoleCtrlHandler([IntPtr]::Zero, $true)
if (-not [FirstRun.Console]::GenerateConsoleCtrlEvent(0, 0)) { exit 3 }
Start-Sleep -Milliseconds 200
exit 0
'@

# Removes what concerns nobody else: the names of folders and of the user.
function Hide-Private([string] $Text) {
  if ($work) { $Text = $Text.Replace($work, 'WORK').Replace($work.Replace('\', '/'), 'WORK') }
  if ($env:USERPROFILE) { $Text = $Text.Replace($env:USERPROFILE, '~').Replace($env:USERPROFILE.Replace('\', '/'), '~') }
  return $Text -replace '[A-Za-z]:[\\/]+Users[\\/]+[^\\/\s"'':,;)]+', '~'
}

# A text in one line, without the colours and frames of the cores.
function Get-OneLine([string] $Text) {
  $Text = $Text -replace "$([char] 27)\[[0-9;]*m", '' -replace '[\u2500-\u257f]', '' -replace '\s+', ' '
  return (Hide-Private $Text).Trim()
}

# What a run printed, from an error on.
function Get-Said($Run) { return (Get-OneLine $Run.Text) -replace '^.*?(?=Error: )', '' }

# On stderr: started from another shell, PowerShell would add what Write-Host prints to the report.
function Write-Stage([string] $Text) { [Console]::Error.WriteLine($Text) }

# Adds the result of a check: passed, failed, note or not run.
function Add-Result([string] $Check, [string] $Result, [string] $Seconds, [string] $Text) {
  $line = Get-OneLine $Text
  if ($line.Length -gt 500) { $line = $line.Substring(0, 500) + '...' }
  $script:rows += "| $Check | $Result | $Seconds | $($line.Replace('|', '\|')) |"
  if ($Result -eq 'failed') { $script:failed++ }
  if ($Result -eq 'passed') { $script:passed++ }
  Write-Stage "  $Result ${Check}$(if ($Result -eq 'failed') { ": $line" })"
}

# Adds a check that has failed if there is a problem, and else has passed.
function Add-Verdict([string] $Check, [string] $Seconds, [string] $Problem, [string] $Good) {
  if ($Problem) { Add-Result $Check 'failed' $Seconds $Problem } else { Add-Result $Check 'passed' $Seconds $Good }
}

function Format-Seconds([double] $Seconds) { return $Seconds.ToString('0.00', [Globalization.CultureInfo]::InvariantCulture) }

# Starts a program with a console of its own that has no window, and without the variables of the user that may name
# accounts, proxies or other providers.
function Start-Run([string] $File, [string[]] $Arguments) {
  $info = New-Object Diagnostics.ProcessStartInfo
  $info.FileName = $File
  $info.Arguments = @($Arguments | ForEach-Object { if ($_ -match '[\s]') { '"' + $_ + '"' } else { $_ } }) -join ' '
  $info.UseShellExecute = $false
  $info.CreateNoWindow = $true
  $info.RedirectStandardOutput = $info.RedirectStandardError = $true
  $info.StandardOutputEncoding = $info.StandardErrorEncoding = [Text.Encoding]::UTF8
  foreach ($variable in @($info.EnvironmentVariables.Keys)) {
    if ($variable -match '^(HW_|OS_|HUAWEICLOUD|TF_|CTS_|PLUGIN_|SSL_CERT_)|_PROXY$') { $info.EnvironmentVariables.Remove($variable) }
  }
  $info.EnvironmentVariables['TF_CLI_CONFIG_FILE'] = Join-Path $work 'cli.tfrc'
  $info.EnvironmentVariables['TF_DATA_DIR'] = Join-Path $work 'data'
  $info.EnvironmentVariables['TF_IN_AUTOMATION'] = '1'
  $info.EnvironmentVariables['CHECKPOINT_DISABLE'] = '1'
  $watch = [Diagnostics.Stopwatch]::StartNew()
  $process = [Diagnostics.Process]::Start($info)
  $script:started += $process
  return [pscustomobject] @{
    Process = $process; Watch = $watch; Status = ''; Seconds = ''; Text = ''
    Output = $process.StandardOutput.ReadToEndAsync(); Errors = $process.StandardError.ReadToEndAsync()
  }
}

# Waits for its end and sets its status (a number, or "late"), seconds and text.
function Wait-Run($Run, [int] $Limit) {
  $Run.Status = 'late'
  if ($Run.Process.WaitForExit($Limit * 1000)) {
    $Run.Status = "$($Run.Process.ExitCode)"
  } else {
    Stop-Process -Id $Run.Process.Id -Force -ErrorAction SilentlyContinue
    Stop-Provider
  }
  $Run.Seconds = Format-Seconds $Run.Watch.Elapsed.TotalSeconds
  foreach ($task in $Run.Output, $Run.Errors) { if ($task.Wait(5000)) { $Run.Text += $task.Result } }
}

function Invoke-Run([int] $Limit, [string] $File, [string[]] $Arguments) {
  try { $run = Start-Run $File $Arguments } catch {
    return [pscustomobject] @{ Status = 'no start'; Seconds = '0.00'; Text = $_.Exception.Message }
  }
  Wait-Run $run $Limit
  return $run
}

function Get-PlanArgument([string[]] $More) { return @("-chdir=$work\plan", 'plan', '-input=false', '-no-color') + $More }

# The provider's processes. They are found by the path that the core starts them from.
function Get-Provider {
  $folder = '\' + (Split-Path -Leaf $work) + '\'
  return @(Get-Process -Name "${name}_v*" -ErrorAction SilentlyContinue | Where-Object { "$($_.Path)".Contains($folder) })
}

function Stop-Provider { Get-Provider | Stop-Process -Force -ErrorAction SilentlyContinue }

# Waits until there is no provider and returns the seconds, which are negative if there still is one.
function Wait-Gone([int] $Limit) {
  $watch = [Diagnostics.Stopwatch]::StartNew()
  while (@(Get-Provider).Count) {
    if ($watch.Elapsed.TotalSeconds -gt $Limit) { return -$Limit }
    Start-Sleep -Milliseconds 50
  }
  return $watch.Elapsed.TotalSeconds
}

function Get-Sha256([string] $File) { return (Get-FileHash -LiteralPath $File -Algorithm SHA256).Hash.ToLowerInvariant() }

# Sets core, coreVersion and platform.
function Find-Core {
  # Without a byte order mark, which PowerShell 5.1 would write.
  [IO.File]::WriteAllText("$work\cli.tfrc", @"
disable_checkpoint = true
provider_installation {
  filesystem_mirror { path = "$($work.Replace('\', '/'))/mirror" }
}
"@)
  $wanted = if ($Core) { @($Core) } else { 'terraform', 'tofu' }
  $command = @($wanted | ForEach-Object { Get-Command $_ -CommandType Application -ErrorAction SilentlyContinue })
  if ($command.Count -eq 0) { throw "there is no $($wanted -join ' and no '). Name Terraform or OpenTofu with -Core." }
  $script:Core = $command[0].Path
  $run = Invoke-Run 60 $script:Core @('version')
  if ($run.Status -ne '0' -or $run.Text -notmatch '(?s)((Terraform|OpenTofu) v\S+).*?\non ([a-z0-9]+_[a-z0-9]+)') {
    throw "$($script:Core) version fails: $(Get-Said $run)"
  }
  $script:coreVersion = $Matches[1]
  $script:platform = $Matches[3]
}

# Sets package (a zip, or nothing), program, and from their names wantedVersion.
function Find-Package {
  $item = Get-Item -LiteralPath $Release
  $files = @($item)
  if ($item.PSIsContainer) { $files = @(Get-ChildItem -LiteralPath $item.FullName -File) }
  $script:package = @($files | Where-Object { $_.Name -like '*.zip' -and ($files.Count -eq 1 -or $_.Name -like "${name}_*_$platform.zip") })
  $programs = @($files | Where-Object { $_.Name -like '*.exe' -and ($files.Count -eq 1 -or $_.Name -like "${name}_v*") })
  if ($script:package.Count -eq 1) {
    Expand-Archive -LiteralPath $script:package[0].FullName -DestinationPath (Join-Path $work 'package')
    $programs = @(Get-ChildItem -Path (Join-Path $work "package\${name}_v*"))
  }
  if ($programs.Count -ne 1) { throw "$Release has no ${name}_VERSION_$platform.zip and no ${name}_vVERSION.exe, or several. Name one of them." }
  $script:program = $programs[0].FullName
  if ($programs[0].Name -match "^${name}_v(.+)\.exe$") { $script:wantedVersion = $Matches[1] }
}

function Test-Package {
  if ($package.Count -eq 0) { return }
  $sums = @(Get-ChildItem -Path (Join-Path $package[0].DirectoryName "${name}_*_SHA256SUMS"))
  if ($sums.Count -ne 1) { Add-Result 'package' 'note' '' 'there is no SHA256SUMS beside the zip'; return }
  $problem = 'the zip differs from what SHA256SUMS says'
  $line = "$(Get-Sha256 $package[0].FullName)  $($package[0].Name)"
  if (@(Get-Content -LiteralPath $sums[0].FullName) -contains $line) { $problem = '' }
  Add-Verdict 'package' '' $problem 'the zip is the one that SHA256SUMS names'
}

# The program alone: its version and its schema.
function Test-Start {
  $first = Invoke-Run 20 $program @('--version')
  if ($first.Status -ne '0') {
    Add-Result 'start' 'failed' $first.Seconds "--version ends with $($first.Status) instead of 0: $(Get-Said $first)"
    return $false
  }
  $script:version = ''
  if (($first.Text -split '\r?\n')[0] -match "^$name v?(\S+)$") { $script:version = $Matches[1] }
  if (-not $version -or ($wantedVersion -and $wantedVersion -ne $version)) {
    Add-Result 'start' 'failed' $first.Seconds "--version prints `"$(Get-Said $first)`" instead of `"$name $wantedVersion`""
    return $false
  }
  $second = Invoke-Run 20 $program @('--version')
  $schema = Invoke-Run 20 $program @('--schema')
  if ($schema.Status -ne '0' -or -not $schema.Text.Contains('"cts_bucket_check"')) {
    Add-Result 'start' 'failed' $schema.Seconds "--schema ends with $($schema.Status) and does not describe cts_bucket_check: $(Get-Said $schema)"
    return $false
  }
  Add-Result 'start' 'passed' $first.Seconds "version $version; a second start took $($second.Seconds) s, the schema $($schema.Seconds) s"
  return $true
}

function Add-WindowsNote {
  Add-Result 'signature' 'note' '' "$((Get-AuthenticodeSignature -FilePath $program).Status); NotSigned is expected"
  $file = if ($package.Count -gt 0) { $package[0].FullName } else { $program }
  $mark = @(Get-Item -LiteralPath $file -Stream Zone.Identifier -ErrorAction SilentlyContinue)
  Add-Result 'mark of the web' 'note' '' $(if ($mark.Count) { 'the file has it; SmartScreen may stop a program that has it' } else { 'the file has none' })
}

function Write-Plan {
  $mirror = Join-Path $work "mirror\$($address.Replace('/', '\'))"
  if ($package.Count -gt 0) {
    New-Item -ItemType Directory -Path $mirror | Out-Null
    Copy-Item -LiteralPath $package[0].FullName -Destination (Join-Path $mirror "${name}_${version}_$platform.zip")
  } else {
    $mirror = (New-Item -ItemType Directory -Path (Join-Path $mirror "$version\$platform")).FullName
    Copy-Item -LiteralPath $program -Destination (Join-Path $mirror "${name}_v$version.exe")
  }
  New-Item -ItemType Directory -Path "$work\plan" | Out-Null
  [IO.File]::WriteAllText("$work\plan\provider.tf", @"
terraform {
  required_providers { cts = { source = "$address" } }
}

# The keys belong to nobody.
provider "cts" {
  region     = "eu-west-0"
  access_key = "FIRSTRUNACCESSKEY001"
  secret_key = "FirstRunSecretKey0000000000000000000000001"
  domain_id  = "$domain"
  project_id = "$domain"
  endpoints  = { cts = "http://127.0.0.1:$($listener.LocalEndpoint.Port)" }
}
"@)
  [IO.File]::WriteAllText("$work\plan\main.tf", @'
variable "last" { default = "missing-archive" }
variable "gate" { default = false }

data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = "audit-traces" }, { bucket_name = var.last }]
}

resource "terraform_data" "tracker" {
  lifecycle {
    precondition {
      condition     = !var.gate || data.cts_bucket_check.audit.all_successful
      error_message = data.cts_bucket_check.audit.summary
    }
  }
}

output "first_run" {
  value = join("; ", [for r in data.cts_bucket_check.audit.results :
  "${r.bucket_name} ${r.check_bucket_response.success} ${r.check_bucket_response.response_code}"])
}
'@)
}

function Test-Init {
  $run = Invoke-Run 120 $Core @("-chdir=$work\plan", 'init', '-input=false', '-no-color')
  $problem = if ($run.Status -ne '0') { "init ends with $($run.Status): $(Get-Said $run)" }
  Add-Verdict 'init' $run.Seconds $problem "installs version $version for $platform from a mirror in a folder"
  return -not $problem
}

function Test-Plan {
  $run = Invoke-Run 60 $Core (Get-PlanArgument @())
  $said = Get-Said $run
  $problem = ''
  if ($run.Status -ne '0') {
    $problem = "plan ends with $($run.Status): $said"
  } elseif (-not $said.Contains('audit-traces true 200; missing-archive false 404')) {
    $problem = "the plan has other results of the two buckets: $($said -replace '^.*first_run = ', '')"
  }
  Add-Verdict 'plan' $run.Seconds $problem 'has the results of a bucket that is there and of one that is not'
}

function Test-Precondition {
  $run = Invoke-Run 60 $Core (Get-PlanArgument @('-var', 'gate=true'))
  $said = Get-Said $run
  $problem = ''
  if ($run.Status -ne '1') {
    $problem = "the plan ends with $($run.Status) instead of 1, though a bucket is missing: $said"
  } elseif ($said -notmatch '1 of 2 buckets cannot receive traces.*OBS\.NoSuchBucket.*missing-archive') {
    $problem = "the plan fails, but without the summary of the check: $said"
  }
  Add-Verdict 'precondition' $run.Seconds $problem 'stops the plan with the summary of the check'
}

# Starts a plan that gets no response, and waits until the provider has sent its request. Returns nothing if it fails.
function Start-LatePlan([string] $Check) {
  $state.Late = $false
  $run = Start-Run $Core (Get-PlanArgument @('-var', 'last=late-archive'))
  while (-not $state.Late) {
    if ($run.Watch.Elapsed.TotalSeconds -gt 30 -or $run.Process.HasExited) {
      Wait-Run $run 0
      Add-Result $Check 'failed' $run.Seconds "the plan ended with $($run.Status) before the provider sent its request: $(Get-Said $run)"
      return
    }
    Start-Sleep -Milliseconds 50
  }
  return $run
}

function Send-CtrlC([int] $Process) {
  $code = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($sendCtrlC.Replace('PROCESS', "$Process")))
  return Invoke-Run 30 (Get-Process -Id $PID).Path @('-NoProfile', '-ExecutionPolicy', 'Bypass', '-EncodedCommand', $code)
}

function Test-Interrupt {
  $run = Start-LatePlan 'interrupt'
  if (-not $run) { return }
  Start-Sleep -Seconds 1
  $script:memory = [long] (Get-Provider | Measure-Object -Property PeakWorkingSet64 -Maximum).Maximum
  $sent = Send-CtrlC $run.Process.Id
  $watch = [Diagnostics.Stopwatch]::StartNew()
  Wait-Run $run 10
  $seconds = Format-Seconds $watch.Elapsed.TotalSeconds
  $said = Get-Said $run
  $problem = ''
  if ($sent.Status -ne '0') {
    $problem = "Ctrl-C could not be sent: $($sent.Status) $(Get-Said $sent)"
  } elseif ($run.Status -ne '1') {
    $problem = "after Ctrl-C the plan ends with $($run.Status), instead of 1 within 10 s: $said"
  } elseif (-not $run.Text.Contains('Interrupt received')) {
    $problem = "the core does not report Ctrl-C: $said"
  } elseif ($run.Text.Contains('did not respond')) {
    $problem = "the provider ended at once, instead of on request of the core: $said"
  } elseif ((Wait-Gone 2) -lt 0) {
    $problem = 'the provider is still running two seconds after the core'
    Stop-Provider
  }
  Add-Verdict 'interrupt' $seconds $problem 'after Ctrl-C core and provider end in order'
}

function Test-Memory {
  $used = "$([math]::Round($memory / 1024)) KiB"
  $problem = ''
  if ($memory -le 0) { $problem = 'the provider was not found among the processes' }
  if ($memory -gt $mostMemory) { $problem = "the provider used $used to read two buckets, more than $($mostMemory / 1024) KiB" }
  Add-Verdict 'memory' '' $problem "the provider used $used at most"
}

function Test-Kill {
  $run = Start-LatePlan 'kill'
  if (-not $run) { return }
  $provider = @(Get-Provider)
  if ($provider.Count -eq 0) { Add-Result 'kill' 'failed' '' 'the provider was not found among the processes'; return }
  # What was started may be a program that only starts the core.
  $parent = (Get-CimInstance Win32_Process -Filter "ProcessId=$($provider[0].Id)").ParentProcessId
  Stop-Process -Id $parent -Force
  $seconds = Wait-Gone 5
  $problem = if ($seconds -lt 0) { 'the provider is still running five seconds after the core was killed' }
  Stop-Provider
  Add-Verdict 'kill' (Format-Seconds ([math]::Abs($seconds))) $problem 'the provider ends when its core is killed'
  Wait-Run $run 5
}

function Write-Report {
  $system = Get-CimInstance Win32_OperatingSystem
  $lines = "### First run of $name $version on ${platform}: $passed passed, $failed failed", '', '| | |', '|---|---|',
  "| system | $($system.Caption) $($system.Version), $env:PROCESSOR_ARCHITECTURE, PowerShell $($PSVersionTable.PSVersion) |",
  "| core | $coreVersion, $platform |",
  "| provider | $version, sha256 of the program $(Get-Sha256 $program) |"
  if ($package.Count -gt 0) { $lines += "| package | $($package[0].Name), sha256 $(Get-Sha256 $package[0].FullName) |" }
  $lines += "| time | $([DateTime]::UtcNow.ToString('yyyy-MM-dd HH:mm')) UTC, $(Format-Seconds $total.Elapsed.TotalSeconds) s in all |"
  $lines += @('', '| check | result | seconds | |', '|---|---|---|---|') + $rows + @('',
    'To send this report, open an issue of the project with the form "First run of a release" and paste all of it there.',
    'Read it first: it should have no names of yours and no secrets.')
  Write-Output $lines
}

$total = [Diagnostics.Stopwatch]::StartNew()
$rows = @()
$passed = $failed = $memory = 0
$version = $wantedVersion = $work = ''
$started = @()
$listener = $null
try {
  if ([Environment]::OSVersion.Platform -ne 'Win32NT') { throw 'this script is for Windows. On Linux and macOS run first-run.' }
  if (-not $Release) { $Release = $PSScriptRoot }
  if (-not (Test-Path -LiteralPath $Release)) { throw "there is no $Release" }
  $folder = Join-Path ([IO.Path]::GetTempPath()) ('cts-first-run-' + [guid]::NewGuid().ToString('N'))
  $work = (New-Item -ItemType Directory -Path $folder).FullName
  Find-Core
  Find-Package
  Write-Stage @"
Checking $program
with $coreVersion ($platform). This takes about a minute, and does this:
  - start the provider alone, then by init and plan in a new folder, which it removes at the end
  - play the cloud on 127.0.0.1; nothing else is connected to, no credentials are needed or read
  - interrupt and kill the core that it has started itself, and no other

"@
  $listener = New-Object Net.Sockets.TcpListener ([Net.IPAddress]::Loopback, 0)
  $listener.Start()
  $state = [hashtable]::Synchronized(@{ Late = $false; Error = '' })
  $server = [PowerShell]::Create().AddScript($serve.ToString()).AddArgument($listener).AddArgument($state).
    AddArgument($recorded).AddArgument($domain)
  [void] $server.BeginInvoke()
  Test-Package
  Add-WindowsNote
  $later = 'init', 'plan', 'precondition', 'interrupt', 'memory', 'kill'
  if (Test-Start) {
    Write-Plan
    $later = $later[1..5]
    if (Test-Init) { $later = @(); Test-Plan; Test-Precondition; Test-Interrupt; Test-Memory; Test-Kill }
  }
  foreach ($check in $later) { Add-Result $check 'not run' '' 'an earlier check has failed' }
  Add-Result 'certificates' 'note' '' 'not tried: the server speaks plain HTTP. The provider trusts the certificate store of Windows'
  Write-Stage ''
  Write-Report
} catch {
  [Console]::Error.WriteLine("Error: $($_.Exception.Message)")
  $failed++
} finally {
  if ($listener) { $listener.Stop() }
  foreach ($process in $started) { if (-not $process.HasExited) { $process.Kill() } }
  if ($work) {
    Stop-Provider
    [void] (Wait-Gone 5)
    Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
  }
}
exit [int] ($failed -gt 0)
