#!/usr/bin/env perl
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# The part of first-run that a shell cannot do; not for use alone. It needs no module beyond those of Debian's perl-base.
# The script's variables `work`, its folder, and `name`, that of the provider, are in the environment.
use strict;
use warnings;
use IO::Socket::INET;
use POSIX ();

sub seconds { return (POSIX::times())[0] / POSIX::sysconf(POSIX::_SC_CLK_TCK()); }

# Readers see the whole content or no file.
sub save {
  my ($path, $content) = @_;
  open my $file, '>', "$path.new" or die "$path: $!";
  print $file "$content\n";
  close $file;
  rename "$path.new", $path or die "$path: $!";
}

# run LIMIT FILE COMMAND...: runs it in a process group of its own, as a shell with a terminal does, and kills the
# group after LIMIT seconds. FILE.group gets the group, FILE.out what it prints, and FILE.result its
# status (a number, "signal N" or "late") and its seconds.
sub run {
  my ($limit, $file, @command) = @_;
  my ($begun, $late) = (seconds(), 0);
  my $child = fork // die "fork: $!";
  if (!$child) {
    # A shell without job control makes what runs in the background ignore SIGINT.
    $SIG{INT} = $SIG{QUIT} = 'DEFAULT';
    setpgrp 0, 0;
    open STDIN, '<', '/dev/null';
    open STDOUT, '>', "$file.out";
    open STDERR, '>&', \*STDOUT;
    { no warnings; exec { $command[0] } @command; }
    print STDERR "$command[0]: $!\n";
    POSIX::_exit(127);
  }
  setpgrp $child, $child; # both do it, so that it is done before either goes on
  my $end = sub { kill 'KILL', -$child };
  $SIG{ALRM} = sub { $late = 1; $end->() };
  $SIG{INT} = $SIG{TERM} = $SIG{HUP} = sub { $end->(); exit 130 };
  save("$file.group", $child);
  alarm $limit;
  1 while waitpid($child, 0) != $child;
  my $status = $late ? 'late' : $? & 127 ? 'signal ' . ($? & 127) : $? >> 8;
  save("$file.result", sprintf '%s,%.2f', $status, seconds() - $begun);
}

# The response of Cloud Trace Service to a request for these two buckets, recorded; the second bucket is missing.
my $recorded = '{"buckets":['
  . '{"bucket_name":"audit-traces","bucket_location":"eu-west-0",'
  . '"check_bucket_response":{"response_code":200,"success":true}},'
  . '{"bucket_name":"missing-archive","bucket_location":"eu-west-0",'
  . '"check_bucket_response":{"error_code":"OBS.NoSuchBucket",'
  . '"error_message":"Error message:Request Error.OBS service Error Message.",'
  . '"response_code":404,"success":false}}]}';

sub respond {
  my ($client, $log, $domain) = @_;
  defined(my $request = <$client>) or return;
  my ($length, $authorization, $body) = (0, '', '');
  while (defined(my $line = <$client>)) {
    last if $line =~ /^\r?\n/;
    $length = $1 if $line =~ /^content-length:\s*(\d+)/i;
    $authorization = $1 if $line =~ /^authorization:\s*(.*?)\r?\n/i;
  }
  read $client, $body, $length if $length;
  open my $file, '>>', $log;
  syswrite $file, "$body\n";
  close $file;
  if ($body =~ /"late-/) { # until the provider closes the connection
    my $readable = '';
    vec($readable, fileno $client, 1) = 1;
    select $readable, undef, undef, 60;
    return;
  }
  my $problem =
      $request !~ m{^POST /v3/$domain/checkbucket HTTP/1\.1\r\n$} ? 'an unexpected request line'
    : $authorization !~ /^SDK-HMAC-SHA256 Access=\w+, *SignedHeaders=\S+, *Signature=[0-9a-f]{64}$/ ? 'no signature'
    : "";
  my ($status, $content) = ('200 OK', $recorded);
  if ($problem) {
    ($status, $content) = ('400 Bad Request', qq({"error_code":"CTS.0003","error_msg":"$problem"}));
  }
  print $client "HTTP/1.1 $status\r\nContent-Type: application/json\r\nX-Request-Id: first-run\r\n",
    'Content-Length: ', length $content, "\r\n\r\n", $content;
  $client->flush;
  return 1;
}

# serve FOLDER DOMAIN: the cloud, on loopback, for ten minutes at most.
sub serve {
  my ($folder, $domain) = @_;
  my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 0, Listen => 16, Proto => 'tcp')
    or die "no port on 127.0.0.1: $!\n";
  $SIG{CHLD} = 'IGNORE';
  $SIG{PIPE} = 'IGNORE';
  setpgrp 0, 0; # the script ends it, not a Ctrl-C
  alarm 600;
  save("$folder/port", $listener->sockport);
  while (1) {
    my $client = $listener->accept or next;
    if (!fork) {
      alarm 90;
      close $listener;
      1 while respond($client, "$folder/requests", $domain);
      exit;
    }
    close $client;
  }
}

# The provider's processes, each with its process ID, that of its parent, and its memory in KiB. They are found by the
# path that the core starts them from.
sub providers {
  my @lines = qx(ps -A -ww -o pid= -o ppid= -o rss= -o args= 2>/dev/null);
  @lines = qx(ps -A -o pid= -o ppid= -o rss= -o args=) if $?; # BusyBox
  my @found;
  for my $line (@lines) {
    next unless $line =~ /\Q$ENV{work}\E\/.*\/\Q$ENV{name}\E_v/;
    my ($pid, $parent, $memory) = split ' ', $line;
    $memory = $1 * 1024 if $memory =~ /^(\d+)m$/; # BusyBox
    push @found, { pid => $pid, parent => $parent, memory => $memory };
  }
  return @found;
}

sub pause { select undef, undef, undef, shift }

# gone SECONDS: waits until there is no provider, prints how long that took, and fails if there still is one.
sub gone {
  my ($most) = @_;
  my $begun = seconds();
  pause(0.05) while providers() && seconds() - $begun < $most;
  printf "%.2f\n", seconds() - $begun;
  exit(providers() ? 1 : 0);
}

# memory: prints the most KiB that a provider has had so far. macOS does not keep it, so this looks for a second.
sub memory {
  my $most = 0;
  for (1 .. 10) {
    for my $provider (providers()) {
      $most = $provider->{memory} if $provider->{memory} > $most;
      open my $file, '<', "/proc/$provider->{pid}/status" or next;
      for (<$file>) { $most = $1 if /^VmHWM:\s*(\d+)/ && $1 > $most }
    }
    pause(0.1);
  }
  print "$most\n";
}

# Removes what concerns nobody else: the names of folders and of the user.
sub private {
  my ($text) = @_;
  $text =~ s/\Q$ENV{work}\E/WORK/g;
  my $end = qr/(?=[\/\s"':,;)]|$)/;
  $text =~ s/\Q$ENV{HOME}\E$end/~/g if length($ENV{HOME} // '') > 1;
  $text =~ s/\/(?:Users|home)\/[^\/\s"':,;)]+/~/g;
  return $text;
}

# A text in one line, without the colours and frames of the cores.
sub one_line {
  my ($text) = @_;
  $text =~ s/\e\[[0-9;]*m//g;
  $text =~ s/\xe2(\x95[\xb5\xb7]|\x94\x82)//g;
  $text =~ s/[^\x20-\x7e]+/?/g if !utf8::decode(my $copy = $text);
  $text =~ s/\s+/ /g;
  $text =~ s/^ | $//g;
  return private($text);
}

# said FILE: prints what the file has, from an error on.
sub said {
  my ($path) = @_;
  open my $file, '<', $path or return;
  my $text = one_line(join '', <$file>);
  $text =~ s/^.*?(?=Error: )//;
  print $text;
}

# cell: prints standard input as the cell of a table.
sub cell {
  my $text = one_line(join '', <STDIN>);
  $text = substr($text, 0, 500) . '...' if length $text > 500;
  $text =~ s/\|/\\|/g;
  print $text;
}

my %commands = (
  run => \&run,
  serve => \&serve,
  memory => \&memory,
  gone => \&gone,
  said => \&said,
  cell => \&cell,
  parent => sub { print map {"$_->{parent}\n"} (providers())[0] // () },
  # signal NAME GROUP: to the whole group. The shells disagree on how kill takes a group.
  signal => sub { my ($signal, $group) = @_; kill $signal, -$group },
  kill => sub { kill 'KILL', map { $_->{pid} } providers() },
  now => sub { print int(seconds() * 100), "\n" }, # hundredths of a second since some moment
);
my $command = $commands{shift // ''} or die "this is a part of first-run\n";
$command->(@ARGV);
