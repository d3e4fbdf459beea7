using System.Collections.Frozen;

namespace Gantry.Network.Services.QueryRetrieve;

/// <summary>The SOP classes of C-GET and C-MOVE (PS3.4 C.6).</summary>
public static class RetrieveSopClasses
{
    public static readonly FrozenDictionary<string, InformationModel> Move = new Dictionary<string, InformationModel>
    {
        ["1.2.840.10008.5.1.4.1.2.1.2"] = InformationModel.PatientRoot,
        ["1.2.840.10008.5.1.4.1.2.2.2"] = InformationModel.StudyRoot,
        ["1.2.840.10008.5.1.4.1.2.3.2"] = InformationModel.PatientStudyOnly,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly FrozenDictionary<string, InformationModel> Get = new Dictionary<string, InformationModel>
    {
        ["1.2.840.10008.5.1.4.1.2.1.3"] = InformationModel.PatientRoot,
        ["1.2.840.10008.5.1.4.1.2.2.3"] = InformationModel.StudyRoot,
        ["1.2.840.10008.5.1.4.1.2.3.3"] = InformationModel.PatientStudyOnly,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
