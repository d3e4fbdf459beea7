using System.Collections.Frozen;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>The media types of compressed frames by transfer syntax (PS3.18 table 8.7.3-5). Lenient: the names of earlier editions, with "x-", are also known.</summary>
internal static class CompressedMediaTypes
{
    private static readonly FrozenDictionary<string, string[]> BySyntax = new Dictionary<string, string[]>
    {
        ["1.2.840.10008.1.2.4.50"] = ["image/jpeg"],
        ["1.2.840.10008.1.2.4.51"] = ["image/jpeg"],
        ["1.2.840.10008.1.2.4.53"] = ["image/jpeg"],
        ["1.2.840.10008.1.2.4.55"] = ["image/jpeg"],
        ["1.2.840.10008.1.2.4.57"] = ["image/jpeg"],
        ["1.2.840.10008.1.2.4.70"] = ["image/jpeg"],
        ["1.2.840.10008.1.2.5"] = ["image/dicom-rle", "image/x-dicom-rle"],
        ["1.2.840.10008.1.2.4.80"] = ["image/jls", "image/x-jls"],
        ["1.2.840.10008.1.2.4.81"] = ["image/jls", "image/x-jls"],
        ["1.2.840.10008.1.2.4.90"] = ["image/jp2"],
        ["1.2.840.10008.1.2.4.91"] = ["image/jp2"],
        ["1.2.840.10008.1.2.4.92"] = ["image/jpx"],
        ["1.2.840.10008.1.2.4.93"] = ["image/jpx"],
        ["1.2.840.10008.1.2.4.201"] = ["image/jphc"],
        ["1.2.840.10008.1.2.4.202"] = ["image/jphc"],
        ["1.2.840.10008.1.2.4.203"] = ["image/jphc"],
        ["1.2.840.10008.1.2.4.110"] = ["image/jxl"],
        ["1.2.840.10008.1.2.4.111"] = ["image/jxl"],
        ["1.2.840.10008.1.2.4.112"] = ["image/jxl"],
        ["1.2.840.10008.1.2.4.100"] = ["video/mpeg"],
        ["1.2.840.10008.1.2.4.101"] = ["video/mpeg"],
        ["1.2.840.10008.1.2.4.100.1"] = ["video/mpeg"],
        ["1.2.840.10008.1.2.4.101.1"] = ["video/mpeg"],
        ["1.2.840.10008.1.2.4.102"] = ["video/mp4"],
        ["1.2.840.10008.1.2.4.103"] = ["video/mp4"],
        ["1.2.840.10008.1.2.4.104"] = ["video/mp4"],
        ["1.2.840.10008.1.2.4.105"] = ["video/mp4"],
        ["1.2.840.10008.1.2.4.106"] = ["video/mp4"],
        ["1.2.840.10008.1.2.4.102.1"] = ["video/mp4"],
        ["1.2.840.10008.1.2.4.103.1"] = ["video/mp4"],
        ["1.2.840.10008.1.2.4.104.1"] = ["video/mp4"],
        ["1.2.840.10008.1.2.4.105.1"] = ["video/mp4"],
        ["1.2.840.10008.1.2.4.106.1"] = ["video/mp4"],
        ["1.2.840.10008.1.2.4.107"] = ["video/h265"],
        ["1.2.840.10008.1.2.4.108"] = ["video/h265"],
    }.ToFrozenDictionary();

    /// <summary>The media types, the standard's first; empty when it names none.</summary>
    public static IReadOnlyList<string> Of(string transferSyntaxUid) => BySyntax.GetValueOrDefault(transferSyntaxUid, []);
}
