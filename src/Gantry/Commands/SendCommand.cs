using System.CommandLine;
using System.Diagnostics;

namespace Gantry.Commands;

/// <summary>Sends files to a peer (C-STORE), each data set byte for byte as it is stored.</summary>
public static class SendCommand
{
    public static Command Create()
    {
        PeerArguments peer = new();
        Option<ushort> window = new("--window") { Description = "Operations to have outstanding where the peer agrees.", HelpName = "N", DefaultValueFactory = _ => 8 };
        Command command = new("send", "Send files and folders to a DICOM peer (C-STORE), data sets as they are.");
        peer.AddTo(command, takesPaths: true);
        command.Options.Add(window);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            long started = Stopwatch.GetTimestamp();
            List<SendFile> files = [];
            int skipped = 0;
            foreach (string path in Expand(peer.Paths(parsed)))
            {
                if (SendFile.TryOpen(path, out SendFile? file, out string? reason))
                {
                    files.Add(file!);
                }
                else
                {
                    skipped++;
                    await Console.Error.WriteLineAsync($"{path}: skipped, {reason}").ConfigureAwait(false);
                }
            }

            if (files.Count == 0)
            {
                throw new CommandException("there is no DICOM file to send", ExitCode.Failed);
            }

            SendRun run = new(peer, parsed, Math.Max(parsed.GetValue(window), (ushort)1));
            await run.SendAsync(files, cancellationToken).ConfigureAwait(false);
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Console.WriteLine($"{run.Sent} sent, {run.Failed} failed, {skipped} skipped; {run.Bytes / 1e6:F1} MB in {seconds:F1} s");
            return run.Failed == 0 ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static IEnumerable<string> Expand(string[] paths)
    {
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
            {
                foreach (string file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                {
                    yield return file;
                }
            }
            else if (File.Exists(path))
            {
                yield return path;
            }
            else
            {
                throw new CommandException($"there is no file or folder {path}", ExitCode.Usage);
            }
        }
    }
}
