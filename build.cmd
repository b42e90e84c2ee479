@echo off
rem The same verbs as build.sh, which does the work: it needs the bash that comes with Git for Windows.
where bash >nul 2>nul || (echo build.cmd needs bash, which comes with Git for Windows: https://gitforwindows.org & exit /b 1)
bash "%~dp0build.sh" %*
