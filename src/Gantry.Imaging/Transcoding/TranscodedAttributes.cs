using System.Globalization;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Transcoding;

/// <summary>A data set's attributes brought in line with its new pixels.</summary>
internal static class TranscodedAttributes
{
    /// <summary>A copy without Pixel Data and offset tables; pictures within it that a native syntax cannot hold are decoded, or left out where they cannot be.</summary>
    public static Dataset Copy(Dataset dataset, TransferSyntax from, TransferSyntax to)
    {
        Dataset copy = new() { HasDefinedLength = dataset.HasDefinedLength };
        foreach (Element element in dataset)
        {
            if (element.Tag == Tags.PixelData || element.Tag == Tags.ExtendedOffsetTable || element.Tag == Tags.ExtendedOffsetTableLengths)
            {
                continue;
            }

            copy.Add(element.Items is { Count: > 0 } items && !to.IsEncapsulated && items.Any(HoldsFragments)
                ? new Element { Tag = element.Tag, Vr = Vr.SQ, Items = [.. items.Select(i => Unpack(i, from, to))] }
                : element);
        }

        return copy;
    }

    /// <summary>Photometric Interpretation, Planar Configuration and, with losses, what PS3.3 C.7.6.1.1.5 and C.7.6.1.1.3 ask for.</summary>
    public static void Correct(Dataset copy, FrameTranscoder pixels)
    {
        PixelDescription result = pixels.Result;
        copy.Set(Tags.PhotometricInterpretation, result.Photometric);
        if (result.Samples > 1)
        {
            copy.Set(Tags.PlanarConfiguration, result.IsPlanar ? 1 : 0);
        }

        if (!pixels.IsLossy)
        {
            return;
        }

        double ratio = (double)pixels.NativeBytes / Math.Max(1, pixels.WrittenBytes);
        copy.Set(Tags.LossyImageCompression, "01");
        copy.Set(Tags.LossyImageCompressionRatio, [.. copy.GetStrings(Tags.LossyImageCompressionRatio), ratio.ToString("0.###", CultureInfo.InvariantCulture)]);
        copy.Set(Tags.LossyImageCompressionMethod, [.. copy.GetStrings(Tags.LossyImageCompressionMethod), pixels.LossyMethod]);
        string[] type = [.. copy.GetStrings(Tags.ImageType)];
        if (type.Length > 0)
        {
            type[0] = "DERIVED";
            copy.Set(Tags.ImageType, type);
        }

        Dataset source = new Dataset()
            .Set(Tags.ReferencedSOPClassUID, copy.GetString(Tags.SOPClassUID) ?? "")
            .Set(Tags.ReferencedSOPInstanceUID, copy.GetString(Tags.SOPInstanceUID) ?? "")
            .SetItems(Tags.PurposeOfReferenceCodeSequence, new Dataset()
                .Set(Tags.CodeValue, "121320").Set(Tags.CodingSchemeDesignator, "DCM").Set(Tags.CodeMeaning, "Uncompressed predecessor"));
        copy.SetItems(Tags.SourceImageSequence, source);
        copy.Set(Tags.SOPInstanceUID, DicomUid.New());
    }

    private static bool HoldsFragments(Dataset item)
    {
        foreach (Element element in item)
        {
            if (element.Fragments is not null || (element.Items?.Any(HoldsFragments) ?? false))
            {
                return true;
            }
        }

        return false;
    }

    private static Dataset Unpack(Dataset item, TransferSyntax from, TransferSyntax to)
    {
        Dataset copy = Copy(item, from, to);
        if (item.TryGet(Tags.PixelData, out Element pixels))
        {
            if (pixels.Fragments is null)
            {
                copy.Add(pixels);
            }
            else if (PixelFrames.Open(item, from, out PixelFrames frames) is null)
            {
                FrameTranscoder transcoder = new(frames, to, TranscodeOptions.Default);
                NativeFrames native = new(frames.Description);
                if (transcoder.Run(native.Add) is null)
                {
                    Correct(copy, transcoder);
                    copy.Add(native.ToElement());
                }
            }
        }

        return copy;
    }
}
