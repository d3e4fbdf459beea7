namespace Gantry.Dicom.Json;

/// <summary>How data sets become DICOM JSON.</summary>
public sealed record DicomJsonOptions
{
    public static DicomJsonOptions Default { get; } = new();

    /// <summary>
    /// Asked for every binary element that is not empty. Null (default): all values are inline in base64; encapsulated Pixel Data, which has no
    /// inline form (PS3.18 F.2.2), is then written without a value.
    /// </summary>
    public BulkDataUri? BulkDataUri { get; init; }
}
