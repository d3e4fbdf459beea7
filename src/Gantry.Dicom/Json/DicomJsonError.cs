namespace Gantry.Dicom.Json;

/// <summary>Why a JSON text is no DICOM JSON: where (path of tags and item numbers, or of the text) and what.</summary>
public sealed record DicomJsonError(string Path, string Detail)
{
    public override string ToString() => Path.Length == 0 ? Detail : $"{Path}: {Detail}";
}
