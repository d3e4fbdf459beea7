using System.Security.Cryptography;
using System.Text.Json;
using Gantry.Dicom.Files;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using Gantry.Testing;
using Xunit;

namespace Gantry.InteropTests.Imaging;

/// <summary>Every frame of the corpus against what independent decoders made of it: hashes where decoding is exact, grey levels where it is not.</summary>
public sealed class CorpusPixelTests
{
    /// <summary>Files that hold no whole picture, and what is said of each.</summary>
    private static readonly Dictionary<string, string> Undecodable = new()
    {
        ["malformed/fo-dicom-fo-dicom/GH1146.dcm"] = "Pixel Data has 0 bytes",
        ["malformed/fo-dicom-fo-dicom/genFile.dcm"] = "frame 1: Malformed at byte 0: No SOI marker",
        ["private-sq/pydicom-pydicom/nested_priv_SQ.dcm"] = "Rows 0 by Columns 0",
        ["sm/fo-dicom-fo-dicom/multiframe.dcm"] = "frame 14: The stream holds 55 by 240 pixels",
    };

    [CorpusFact]
    public void Decoded_pixels_are_what_other_decoders_make_of_them()
    {
        List<string> wrong = [];
        HashSet<string> seen = [];
        int exact = 0, near = 0;
        foreach (CorpusFile file in Corpus.Valid.Where(f => f.Facts.TryGetProperty("decoded", out JsonElement made) && made.GetArrayLength() > 0))
        {
            switch (Compare(file))
            {
                case null: exact++; break;
                case "near": near++; break;
                case var reason when Undecodable.TryGetValue(file.Path, out string? known) && reason.Contains(known, StringComparison.Ordinal): seen.Add(file.Path); break;
                case var reason: wrong.Add($"{file.Path} ({file.TransferSyntaxUid}): {reason}"); break;
            }
        }

        Assert.True(wrong.Count == 0, $"{exact} exact, {near} near, {wrong.Count} wrong:\n{string.Join('\n', wrong)}");
        Assert.Equal(Undecodable.Keys.Order(), seen.Order());
        Assert.True(exact >= 375, $"Only {exact} files were compared exactly.");
    }

    [CorpusFact]
    public void Malformed_files_give_frames_or_an_error()
    {
        foreach (CorpusFile file in Corpus.Malformed.Where(f => new FileInfo(f.FullPath).Length < 4 << 20))
        {
            DicomFile read = DicomFile.Read(file.ReadAllBytes());
            if (PixelFrames.Open(read.Dataset, read.TransferSyntax, out PixelFrames frames) is null && frames.Description.FrameBytes < 64 << 20)
            {
                frames.Decode(1, out _, out _);
            }
        }
    }

    private static string? Compare(CorpusFile file)
    {
        DicomFile read = DicomFile.Read(file.ReadAllBytes());
        if (PixelFrames.Open(read.Dataset, read.TransferSyntax, out PixelFrames frames) is { } error)
        {
            return error.ToString();
        }

        PixelDescription description = frames.Description;
        using MemoryStream byPixel = new();
        using MemoryStream byPlane = new();
        using MemoryStream packedByFrame = new();
        PixelDescription decoded = description;
        for (int frame = 1; frame <= frames.Count; frame++)
        {
            if (frames.Decode(frame, out byte[] cells, out decoded) is { } failed)
            {
                return failed.ToString();
            }

            if (description.IsHalfChrominance && !frames.IsEncapsulated)
            {
                cells = Halve(cells, description.CellBytes);
            }

            byPixel.Write(cells);
            packedByFrame.Write(description.BitsAllocated == 1 ? Pack(cells) : []);
            byPlane.Write(Planes(cells, description));
        }

        byte[] whole = description.BitsAllocated == 1 ? Pack(byPixel.ToArray()) : byPixel.ToArray();
        string[] hashes = [Hash(whole), Hash(byPlane.ToArray()), Hash(packedByFrame.ToArray())];
        JsonElement[] made = [.. file.Facts.GetProperty("decoded").EnumerateArray().Where(m => m.TryGetProperty("sha256", out _))];
        if (made.Length == 0 || made.Any(m => hashes.Contains(m.GetProperty("sha256").GetString())))
        {
            return null;
        }

        bool isLossy = file.Facts.TryGetProperty("lossy", out JsonElement lossy) && lossy.GetBoolean();
        string ours = $"{hashes[0]} {decoded.Photometric} {whole.Length} mean {Mean(whole, decoded):F4}";
        string theirs = string.Join("; ", made.Select(m => $"{m.GetProperty("tool")} {Text(m, "photometric")} {Text(m, "bytes")} mean {(m.TryGetProperty("mean", out JsonElement v) ? v.ToString() : "-")}"));
        if (!isLossy)
        {
            return $"{ours} is none of {theirs}";
        }

        double mean = Mean(whole, decoded);
        bool isNear = made.Any(m => m.TryGetProperty("mean", out JsonElement value) && value.ValueKind == JsonValueKind.Number && Math.Abs(value.GetDouble() - mean) <= 1);
        return isNear || made.All(m => Text(m, "photometric") != decoded.Photometric) ? "near" : $"{ours} is not near {theirs}";
    }

    private static string Text(JsonElement made, string name) => made.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static double Mean(byte[] cells, PixelDescription d)
    {
        double sum = 0;
        int count = cells.Length / d.CellBytes;
        for (int i = 0; i < count; i++)
        {
            sum += (d.CellBytes, d.IsSigned) switch
            {
                (1, false) => cells[i],
                (1, true) => (sbyte)cells[i],
                (2, false) => BitConverter.ToUInt16(cells, 2 * i),
                (2, true) => BitConverter.ToInt16(cells, 2 * i),
                _ => BitConverter.ToUInt32(cells, 4 * i),
            };
        }

        return sum / count;
    }

    private static byte[] Planes(byte[] cells, PixelDescription d)
    {
        byte[] planes = new byte[cells.Length];
        int pixels = d.Rows * d.Columns;
        for (int i = 0; i < cells.Length / d.CellBytes; i++)
        {
            cells.AsSpan(i * d.CellBytes, d.CellBytes).CopyTo(planes.AsSpan((((i % d.Samples) * pixels) + (i / d.Samples)) * d.CellBytes % planes.Length));
        }

        return planes;
    }

    private static byte[] Halve(byte[] cells, int size)
    {
        using MemoryStream halved = new();
        for (int at = 0; at < cells.Length; at += 6 * size)
        {
            halved.Write(cells, at, size);
            halved.Write(cells, at + (3 * size), size);
            halved.Write(cells, at + size, 2 * size);
        }

        return halved.ToArray();
    }

    private static byte[] Pack(byte[] cells)
    {
        byte[] packed = new byte[(cells.Length + 7) / 8];
        for (int i = 0; i < cells.Length; i++)
        {
            packed[i >> 3] |= (byte)(cells[i] << (i & 7));
        }

        return packed;
    }
}
