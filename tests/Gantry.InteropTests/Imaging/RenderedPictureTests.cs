using System.Diagnostics;
using System.Globalization;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Grey;
using Gantry.Imaging.Rendering;
using Gantry.Testing;
using Xunit;

namespace Gantry.InteropTests.Imaging;

/// <summary>First frames of the corpus rendered by us and by DCMTK's dcm2pnm family.</summary>
public sealed class RenderedPictureTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(60);

    /// <summary>Files where DCMTK shows something else on purpose, each with why.</summary>
    private static readonly Dictionary<string, string> Different = new()
    {
        ["malformed/fo-dicom-fo-dicom/GH195.dcm"] = "JFIF with subsampled chrominance called RGB, which DCMTK believes",
        ["rt/fo-dicom-fo-dicom/RI6XDosiGap.dcm"] = "a window narrower than 1, which DCMTK shows black",
        ["pt/fo-dicom-fo-dicom/GH610.dcm"] = "a slope of 6e-8, whose values DCMTK rounds to integers",
        ["xa/suyashkumar-dicom/I_000000.dcm"] = "a modality table whose entries are longer than its descriptor says",
        ["transfer-syntax/cornerstonejs-cornerstone3D/CTImage.dcm_JPEGLSLossyTransferSyntax_1.2.840.10008.1.2.4.81.dcm"] = "window and rescale as UN, which DCMTK does not read",
    };

    [CorpusFact]
    public void Pictures_are_within_one_grey_level_of_dcmtk()
    {
        List<string> wrong = [];
        int compared = 0, same = 0;
        long clock = Stopwatch.GetTimestamp();
        foreach (CorpusFile file in Sample())
        {
            if (Stopwatch.GetElapsedTime(clock) > Budget)
            {
                break;
            }

            DicomFile read = DicomFile.Read(file.ReadAllBytes());
            string[] show = Show(read, out double amplification);
            if (Different.ContainsKey(file.Path) || Theirs(file, show) is not { } theirs)
            {
                continue;
            }

            // A decoder of a lossy stream may be one stored value off, which a narrow window makes more of; DCMTK cuts off the fractions of its colour sums.
            bool isLossy = file.Facts.TryGetProperty("lossy", out var lossy) && lossy.GetBoolean();
            int allowed = theirs.IsColour ? 3 : isLossy ? 1 + (int)Math.Ceiling(2 * amplification) : 1;
            string? difference = Difference(read, theirs, allowed, out int worst);
            compared++;
            same += worst <= 1 ? 1 : 0;
            if (difference is not null)
            {
                wrong.Add($"{file.Path} {file.Text("photometric")} {string.Join(' ', show)}: {difference}");
            }
        }

        Assert.True(wrong.Count == 0, $"{compared} compared, {same} within one level, {wrong.Count} differ:\n{string.Join('\n', wrong)}");
        Assert.True(compared >= 60, $"Only {compared} were compared in the time given.");
    }

    private static IEnumerable<CorpusFile> Sample()
    {
        // Three of a kind, so that the great CT and MR series do not crowd out the rest.
        return Corpus.Valid
            .Where(f => f.Facts.TryGetProperty("hasPixelData", out var has) && has.GetBoolean() && f.Number("size") < 3_000_000)
            .GroupBy(f => (f.TransferSyntaxUid, f.Text("photometric"), f.Text("modality"), f.Number("bitsStored"), f.Number("pixelRepresentation")))
            .SelectMany(g => g.Take(3));
    }

    /// <summary>DCMTK's arguments for what we show of our own accord: it does not look for windows in functional groups, nor at padding, shutters and supplemental palettes.</summary>
    private static string[] Show(DicomFile read, out double amplification)
    {
        read.Dataset.Remove(Tags.PixelPaddingValue);
        read.Dataset.Remove(Tags.ShutterShape);
        if (read.Dataset.GetString(Tags.PhotometricInterpretation) == "MONOCHROME2")
        {
            read.Dataset.Remove(Tags.RedPaletteColorLookupTableDescriptor);
        }

        bool isSigned = read.Dataset.GetInteger(Tags.PixelRepresentation) == 1;
        ModalityTransform modality = ModalityTransform.Read(read.Dataset, 1, isSigned);
        amplification = 1;
        if (ValuesOfInterest.Read(read.Dataset, 1, isSigned).Windows is not [var window, ..])
        {
            return ["+Wm"];
        }

        amplification = Math.Max(1, 255 * modality.Slope / window.Width);
        if (read.Dataset.Contains(Tags.WindowCenter))
        {
            return ["+Wi", "1"];
        }

        return ["+Ww", window.Center.ToString(CultureInfo.InvariantCulture), window.Width.ToString(CultureInfo.InvariantCulture)];
    }

    private static string? Difference(DicomFile read, Picture theirs, int allowed, out int worst)
    {
        worst = 255;
        ImagingError? error = PixelFrames.Open(read.Dataset, read.TransferSyntax, out PixelFrames frames);
        Picture ours = null!;
        error ??= FrameRenderer.Render(read.Dataset, frames, 1, RenderOptions.Default with { ShowsOverlays = false }, out ours);
        if (error is not null)
        {
            return error.ToString();
        }

        if (ours.Width != theirs.Width || ours.Height != theirs.Height || ours.IsColour != theirs.IsColour)
        {
            return $"{ours.Width}x{ours.Height} {ours.IsColour}, theirs {theirs.Width}x{theirs.Height} {theirs.IsColour}";
        }

        worst = 0;
        int beyond = 0, first = -1;
        for (int i = 0; i < ours.Samples.Length; i++)
        {
            int apart = Math.Abs(ours.Samples[i] - theirs.Samples[i]);
            worst = Math.Max(worst, apart);
            if (apart > allowed)
            {
                beyond++;
                first = first < 0 ? i : first;
            }
        }

        return worst <= allowed ? null : $"worst {worst}, {beyond} of {ours.Samples.Length} beyond {allowed}, at {first}: {ours.Samples[first]} theirs {theirs.Samples[first]}";
    }

    private static Picture? Theirs(CorpusFile file, string[] show)
    {
        string tool = file.TransferSyntaxUid switch
        {
            "1.2.840.10008.1.2.4.80" or "1.2.840.10008.1.2.4.81" => "dcml2pnm",
            _ => "dcmj2pnm",
        };
        ProcessStartInfo start = new(tool) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (string[])["-q", "-O", "+F", "1", .. show, "+op", file.FullPath])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        using MemoryStream output = new();
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return process.ExitCode == 0 ? ReadPnm(output.ToArray()) : null;
    }

    /// <summary>P5 or P6 of 8 bits.</summary>
    private static Picture? ReadPnm(byte[] bytes)
    {
        List<string> words = [];
        int at = 0;
        while (words.Count < 4 && at < bytes.Length)
        {
            if (bytes[at] == '#')
            {
                at = Array.IndexOf(bytes, (byte)'\n', at) + 1;
                continue;
            }

            int end = at;
            while (end < bytes.Length && !char.IsWhiteSpace((char)bytes[end]))
            {
                end++;
            }

            if (end > at)
            {
                words.Add(System.Text.Encoding.ASCII.GetString(bytes, at, end - at));
            }

            at = end + 1;
        }

        if (words is not ["P5" or "P6", _, _, "255"])
        {
            return null;
        }

        bool isColour = words[0] == "P6";
        int width = int.Parse(words[1]), height = int.Parse(words[2]);
        return new Picture(width, height, isColour, bytes[at..(at + (width * height * (isColour ? 3 : 1)))]);
    }
}
