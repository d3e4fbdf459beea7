namespace Gantry.SystemTests.DicomWeb;

/// <summary>What was stored: UIDs and the bytes of each file.</summary>
public sealed record SentStudy(string Study, string Series, IReadOnlyList<string> Instances, IReadOnlyList<byte[]> Files)
{
    public string SeriesPath => $"studies/{Study}/series/{Series}";

    public string InstancePath(int index) => $"{SeriesPath}/instances/{Instances[index]}";
}
