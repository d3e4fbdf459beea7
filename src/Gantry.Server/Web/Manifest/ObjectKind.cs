namespace Gantry.Server.Web.Manifest;

/// <summary>What an instance without frames is, by its SOP class (PS3.4 B.5).</summary>
internal static class ObjectKind
{
    private const string Storage = "1.2.840.10008.5.1.4.1.1.";

    public static string Of(string sopClass)
    {
        if (!sopClass.StartsWith(Storage, StringComparison.Ordinal))
        {
            return sopClass.StartsWith("1.2.840.10008.5.1.4.38.", StringComparison.Ordinal) ? "hangingProtocol" : "other";
        }

        string rest = sopClass[Storage.Length..];
        return rest switch
        {
            "88.59" => "keyObjects",
            "104.1" => "pdf",
            "104.2" => "document",
            "104.3" or "104.4" or "104.5" => "model",
            "66.4" or "66.7" => "segmentation",
            "66.5" or "68.1" => "surface",
            "66" => "raw",
            "66.1" or "66.2" or "66.3" => "registration",
            "481.3" => "structures",
            "481.5" or "481.8" => "plan",
            "91.1" => "annotations",
            _ when rest.StartsWith("88.", StringComparison.Ordinal) => "report",
            _ when rest.StartsWith("11.", StringComparison.Ordinal) => "presentation",
            _ when rest.StartsWith("9.", StringComparison.Ordinal) => "waveform",
            _ when rest.StartsWith("481.", StringComparison.Ordinal) => "treatment",
            _ => "other",
        };
    }
}
