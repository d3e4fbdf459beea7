using System.Buffers;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Transcoding;

/// <summary>Reads two files from their first byte to their last and tells whether one may take the place of the other.</summary>
public static class LosslessCheck
{
    private static readonly HashSet<DicomTag> OfTheSyntax =
    [
        Tags.PixelData, Tags.ExtendedOffsetTable, Tags.ExtendedOffsetTableLengths, Tags.PhotometricInterpretation, Tags.PlanarConfiguration, Tags.DataSetTrailingPadding,
    ];

    /// <summary>Null when every frame of both decodes to the same samples, and every attribute that is not a matter of the transfer syntax is the same in both, byte by byte.</summary>
    /// <param name="original">Path of a PS3.10 file.</param>
    /// <param name="made">Path of what was made of it.</param>
    public static ImagingError? Compare(string original, string made)
    {
        if (PixelFile.Open(original, out PixelFile before) is { } unreadable)
        {
            return unreadable;
        }

        using (before)
        {
            if (PixelFile.Open(made, out PixelFile after) is { } broken)
            {
                return Failed($"What was made cannot be read: {broken.Reason}");
            }

            using (after)
            {
                return Compare(before, after);
            }
        }
    }

    /// <summary>The same of files that are open.</summary>
    public static ImagingError? Compare(PixelFile before, PixelFile after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return CompareAttributes(before.Dataset, after.Dataset) ?? CompareFrames(before, after);
    }

    /// <summary>Null when every frame of a file decodes.</summary>
    public static ImagingError? Decodes(string made)
    {
        ImagingError? error = PixelFile.Open(made, out PixelFile file);
        using (file)
        {
            return error ?? Decodes(file);
        }
    }

    /// <summary>The same of a file that is open.</summary>
    public static ImagingError? Decodes(PixelFile made)
    {
        ArgumentNullException.ThrowIfNull(made);
        if (made.OpenFrames(out PixelFrames frames) is { } none)
        {
            return none;
        }

        byte[] cells = new byte[frames.Description.FrameBytes];
        for (int frame = 1; frame <= frames.Count; frame++)
        {
            if (frames.Decode(frame, cells, out _) is { } wrong)
            {
                return wrong with { Frame = frame };
            }
        }

        return null;
    }

    private static ImagingError? CompareAttributes(Dataset before, Dataset after)
    {
        Dictionary<DicomTag, Element> others = Attributes(after);
        foreach ((DicomTag tag, Element element) in Attributes(before))
        {
            if (!others.Remove(tag, out Element? other) || !Encode(element).SequenceEqual(Encode(other)))
            {
                return Failed($"{tag} is not the same in what was made.");
            }
        }

        return others.Count > 0 ? Failed($"{others.Keys.Min()} is only in what was made.") : null;
    }

    private static Dictionary<DicomTag, Element> Attributes(Dataset dataset)
    {
        Dictionary<DicomTag, Element> attributes = [];
        foreach (Element element in dataset)
        {
            if (!element.Tag.IsGroupLength && !OfTheSyntax.Contains(element.Tag))
            {
                attributes.TryAdd(element.Tag, element);
            }
        }

        return attributes;
    }

    private static ReadOnlySpan<byte> Encode(Element element)
    {
        ArrayBufferWriter<byte> bytes = new();

        // A compressed syntax, since pictures within an element may be compressed.
        DatasetWriter.Write([element], TransferSyntax.EncapsulatedUncompressed, bytes);
        return bytes.WrittenSpan;
    }

    private static ImagingError? CompareFrames(PixelFile before, PixelFile after)
    {
        if ((before.OpenFrames(out PixelFrames first) ?? after.OpenFrames(out _)) is { } error)
        {
            return error;
        }

        if (after.OpenFrames(out PixelFrames second) is { } unopened)
        {
            return unopened;
        }

        if (first.Count != second.Count || first.Description.FrameBytes != second.Description.FrameBytes)
        {
            return Failed($"{second.Count} frames of {second.Description.FrameBytes} bytes were made of {first.Count} of {first.Description.FrameBytes}.");
        }

        byte[] expected = new byte[first.Description.FrameBytes];
        byte[] found = new byte[expected.Length];
        for (int frame = 1; frame <= first.Count; frame++)
        {
            if (first.Decode(frame, expected, out PixelDescription original) is { } lost)
            {
                return lost with { Frame = frame };
            }

            if (second.Decode(frame, found, out PixelDescription decoded) is { } wrong)
            {
                return Failed($"What was made does not decode: {wrong.Reason}") with { Frame = frame };
            }

            bool isSame = SpareBits.AreUsed(expected, original) ? expected.AsSpan().SequenceEqual(found) : SpareBits.HaveSameSamples(expected, found, original);
            if (!isSame || decoded.Photometric != original.Photometric)
            {
                return Failed("What was made decodes to other samples.") with { Frame = frame };
            }
        }

        return null;
    }

    private static ImagingError Failed(string reason) => new(ImagingErrorKind.VerificationFailed, 0, reason);
}
