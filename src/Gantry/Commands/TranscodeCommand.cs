using System.CommandLine;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Compression;
using Gantry.Imaging.Transcoding;

namespace Gantry.Commands;

/// <summary>Writes a file in another transfer syntax.</summary>
public static class TranscodeCommand
{
    public static Command Create()
    {
        Argument<string> input = new("in") { Description = "A DICOM file." };
        Argument<string> output = new("out") { Description = "The new file." };
        Option<string> to = new("--to") { Description = "A transfer syntax by UID or keyword, as 1.2.840.10008.1.2.4.80 or JPEGLSLossless.", Required = true };
        Option<int> quality = new("--quality") { Description = "Of lossy compression, 1 to 100.", DefaultValueFactory = _ => TranscodeOptions.Default.Quality };
        var command = new Command("transcode", "Write a file in another transfer syntax; what is to be lossless is decoded again and compared.") { input, output, to, quality };
        command.SetAction(parsed => Run(parsed.GetValue(input)!, parsed.GetValue(output)!, Find(parsed.GetValue(to)!), parsed.GetValue(quality)));
        return command;
    }

    private static int Run(string input, string output, TransferSyntax to, int quality)
    {
        if (quality is < 1 or > 100)
        {
            throw new CommandException($"--quality {quality}: 1 to 100.", ExitCode.Usage);
        }

        PictureFile.Write(output, stream =>
        {
            if (FileTranscoder.Transcode(input, to, TranscodeOptions.Default with { Quality = quality }, stream) is { } error)
            {
                throw new CommandException($"{input}: {error}", ExitCode.Failed);
            }
        });
        return ExitCode.Done;
    }

    private static TransferSyntax Find(string word)
    {
        string? uid = DicomUid.IsAcceptable(word)
            ? word
            : UidDictionary.All.FirstOrDefault(e => e.Type == "Transfer Syntax" && string.Equals(e.Keyword, word, StringComparison.OrdinalIgnoreCase))?.Uid;
        if (uid is null || !TransferSyntax.FromUid(uid).IsKnown)
        {
            throw new CommandException($"--to {word}: no transfer syntax that is known here. Known: {string.Join(", ", TransferSyntax.All.Where(FrameCodecs.CanEncode).Select(s => s.Uid))}.", ExitCode.Usage);
        }

        return TransferSyntax.FromUid(uid);
    }
}
