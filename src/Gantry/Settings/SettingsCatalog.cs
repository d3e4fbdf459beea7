using Gantry.Archive.Compression;
using Gantry.Archive.Ingest;
using Gantry.Archive.Jobs;
using Gantry.Archive.Objects;
using Gantry.Archive.Security;
using Gantry.Backends.Sqlite;
using Gantry.Server.DicomWeb;
using Gantry.Server.Dimse;
using Gantry.Server.Peers;

namespace Gantry.Settings;

/// <summary>Every options record of every part: the list that the binder, the validation and the generated reference share.</summary>
public static class SettingsCatalog
{
    public static IReadOnlyList<SettingsSection> Sections { get; } =
    [
        SettingsSection.Of<HttpOptions>("http", o => o.Validate()),
        SettingsSection.Of<DimseOptions>("dicom", o => o.Validate()),
        SettingsSection.Of<PeerOptions>("peers", o => o.Validate()),
        SettingsSection.Of<JobOptions>("jobs", o => o.Validate()),
        SettingsSection.Of<CompressionOptions>("compression", o => o.Validate()),
        SettingsSection.Of<DicomWebOptions>("dicomweb", o => Faults(o.Validate), nameof(DicomWebOptions.PathPrefix), nameof(DicomWebOptions.Multipart)),
        SettingsSection.Of<IngestOptions>("ingest", o => Faults(o.Validate)),
        SettingsSection.Of<SegmentOptions>("segments", o => Faults(o.Validate)),
        SettingsSection.Of<SqliteOptions>("index", _ => [], nameof(SqliteOptions.Folder)),
        SettingsSection.Of<SecurityOptions>("security", o => o.Validate()),
        SettingsSection.Of<LogOptions>("log", _ => []),
    ];

    /// <summary>For parts that tell the first fault by an exception, with the property's name as the parameter's.</summary>
    private static IReadOnlyList<string> Faults(Action validate)
    {
        try
        {
            validate();
            return [];
        }
        catch (ArgumentException fault)
        {
            return [$"{fault.ParamName} is out of its range: {fault.Message.Split('\n')[0]}"];
        }
    }
}
