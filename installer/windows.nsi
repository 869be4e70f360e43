; Setup program for Windows: one person, no administrator rights. build.py calls it with
;   makensis -DVERSION=0.1.0 -DPAYLOAD=<frozen folder> -DPICTURES=<folder> -DOUTPUT=<setup.exe> windows.nsi
; Silent: setup.exe /S [/D=C:\folder]. Exit codes: 0 done, 1 stopped by the person, 2 not possible here.
;
; The program goes to %LOCALAPPDATA%\Programs\KMMP Desktop. Returns, keys and logs lie elsewhere
; (%LOCALAPPDATA%\KMMP Desktop); neither setup nor uninstaller touches that folder.

Unicode true
!ifdef TARGET ; only for trials under a 64-bit wine; NSIS for Windows has no 64-bit stub
  Target ${TARGET}
!endif
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 32

!include LogicLib.nsh
!include MUI2.nsh
!include WinVer.nsh
!include x64.nsh
!include FileFunc.nsh

!define NAME "KMMP Desktop"
!define WINDOW "kmmp-desktop.exe"
!define COMMANDS "kmmp.exe"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"

Name "${NAME}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileDescription "Setup of ${NAME}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey LegalCopyright ""

!define MUI_ICON "${PICTURES}\kmmp-desktop.ico"
!define MUI_UNICON "${PICTURES}\kmmp-desktop.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURES}\kmmp-desktop.bmp"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "The program is removed. Returns, keys and logs stay where they are."
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; Stops where the program in $INSTDIR is running: Windows would let us replace only half of it.
!macro RefuseWhileRunning un
  Function ${un}RefuseWhileRunning
    ${For} $0 1 2
      StrCpy $1 "$INSTDIR\${WINDOW}"
      ${If} $0 = 2
        StrCpy $1 "$INSTDIR\${COMMANDS}"
      ${EndIf}
      ${If} ${FileExists} "$1"
        ClearErrors
        FileOpen $2 "$1" a
        ${If} ${Errors}
          MessageBox MB_OK|MB_ICONSTOP "${NAME} is running, or $1 may not be changed. Close it, then start again." /SD IDOK
          SetErrorLevel 2
          Quit
        ${EndIf}
        FileClose $2
      ${EndIf}
    ${Next}
  FunctionEnd
!macroend
!insertmacro RefuseWhileRunning ""
!insertmacro RefuseWhileRunning "un."

; Removes what a setup put there, by name: a folder the person chose may hold other things.
!macro RemoveProgram
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${WINDOW}"
  Delete "$INSTDIR\${COMMANDS}"
  Delete "$INSTDIR\THIRD-PARTY.txt"
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "${NAME} needs 64-bit Windows 10 or newer." /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

Section "Program"
  Call RefuseWhileRunning
  ; An older version goes first: files it had and this one lacks would be loaded otherwise.
  !insertmacro RemoveProgram
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOW}"

  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${WINDOW}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" $0
SectionEnd

Section "Uninstall"
  Call un.RefuseWhileRunning
  !insertmacro RemoveProgram
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only where it is empty now
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
SectionEnd
