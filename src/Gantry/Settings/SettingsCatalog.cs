using Gantry.Archive.Security;
using Gantry.Backends.Sqlite;
using Gantry.Server.Dimse;

namespace Gantry.Settings;

/// <summary>Every options record of every part: the list that the binder, the validation and the generated reference share.</summary>
public static class SettingsCatalog
{
    public static IReadOnlyList<SettingsSection> Sections { get; } =
    [
        SettingsSection.Of<HttpOptions>("http", o => o.Validate()),
        SettingsSection.Of<DimseOptions>("dicom", o => o.Validate()),
        SettingsSection.Of<SqliteOptions>("index", _ => [], nameof(SqliteOptions.Folder)),
        SettingsSection.Of<SecurityOptions>("security", o => o.Validate()),
        SettingsSection.Of<LogOptions>("log", _ => []),
    ];
}
