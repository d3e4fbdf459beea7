namespace Gantry.Imaging.Colour;

/// <summary>Photometric interpretations (PS3.3 C.7.6.3.1.2).</summary>
internal static class Photometrics
{
    /// <summary>What an interpretation becomes when chrominance is there for every pixel, and when a codec's own colour transform is undone.</summary>
    public static string WithoutSubsampling(string photometric) => photometric switch
    {
        "YBR_FULL_422" => "YBR_FULL",
        "YBR_PARTIAL_422" or "YBR_PARTIAL_420" => "YBR_PARTIAL",
        "YBR_ICT" or "YBR_RCT" => "RGB",
        _ => photometric,
    };
}
