using Gantry.Testing;

namespace Gantry.InteropTests;

/// <summary>What DCMTK's dcmdump reads in a file, apart from how it is encoded: every attribute with its whole value, pixel data included.</summary>
internal static class DumpedFile
{
    public static async Task<string> ReadAsync(byte[] file)
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, file);
            CommandOutcome dump = await Tool.RunAsync("dcmdump", "-q", "+L", "+M", "+U8", path);
            if (dump.ExitCode != 0)
            {
                // A character set that DCMTK cannot convert.
                dump = await Tool.RunAsync("dcmdump", "-q", "+L", "+M", path);
            }

            return dump.ExitCode == 0 ? Essence(dump.Output) : throw new InvalidDataException(dump.Error);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Lengths, delimiters, group lengths, VRs and the meta information may differ between encodings of one data set.</summary>
    private static string Essence(string dump) => string.Join('\n', dump.Split('\n')
        .Select(l => l.Trim())
        .Where(l => l.StartsWith('(') && !l.StartsWith("(0002,", StringComparison.Ordinal) && !l.StartsWith("(fffe,e0", StringComparison.Ordinal) && l[5..10] != ",0000")
        .Select(l => l[..11] + (l.Contains(" (Sequence ", StringComparison.Ordinal) || l.Contains(" (PixelSequence ", StringComparison.Ordinal) ? "sequence" : l[14..(l.LastIndexOf('#') is > 14 and var end ? end : l.Length)].Trim())));
}
