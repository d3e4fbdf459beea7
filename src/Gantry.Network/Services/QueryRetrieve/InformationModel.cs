namespace Gantry.Network.Services.QueryRetrieve;

/// <summary>The query/retrieve information models of PS3.4 C.6.</summary>
public enum InformationModel
{
    PatientRoot,
    StudyRoot,

    /// <summary>Patient/Study Only, retired but in use.</summary>
    PatientStudyOnly,
}
