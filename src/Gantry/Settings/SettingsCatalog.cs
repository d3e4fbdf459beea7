using Gantry.Archive.Security;

namespace Gantry.Settings;

/// <summary>Every options record of every part: the list that the binder, the validation and the generated reference share.</summary>
public static class SettingsCatalog
{
    public static IReadOnlyList<SettingsSection> Sections { get; } =
    [
        SettingsSection.Of<HttpOptions>("http"),
        SettingsSection.Of<DicomListenerOptions>("dicom"),
        SettingsSection.Of<SecurityOptions>("security"),
        SettingsSection.Of<LogOptions>("log"),
    ];
}
